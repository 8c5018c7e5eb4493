// Values as Swift writes them: `custom: ["alert": "Boiler 7", "celsius": 96]`.
import MailwireGenerated

extension Properties: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, PropertyValue)...) {
        self = .items(items: elements.map { Property(name: $0.0, value: $0.1) })
    }
}

extension PropertyValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self = .text(text: value) }
    public init(integerLiteral value: Int64) { self = .integer(number: value) }
    public init(booleanLiteral value: Bool) { self = .boolean(boolean: value) }
    public init(nilLiteral: ()) { self = .null }
}

extension ArgumentValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) { self = .text(text: value) }
    public init(integerLiteral value: Int64) { self = .number(number: value) }
    public init(booleanLiteral value: Bool) { self = .boolean(boolean: value) }
}
