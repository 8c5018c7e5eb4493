package mailwire

/** One sentence for a person: the likely cause and what to do; `null` where nothing is known. */
public val SendOutcome.hint: String?
    get() = diagnosis?.hint()

/** One sentence for a person: the likely cause and what to do; `null` where nothing is known. */
public val CallOutcome.hint: String?
    get() = diagnosis?.hint()

/** Properties that are texts, in this order. */
public fun properties(vararg texts: Pair<String, String>): Properties =
    Properties.Items(texts.map { (name, text) -> Property(name, PropertyValue.Text(text)) })

/** Arguments, or variables of a template, that are texts, in this order. */
public fun arguments(vararg texts: Pair<String, String>): List<Argument> =
    texts.map { (name, text) -> Argument(name, ArgumentValue.Text(text)) }
