// UniFFI writes the texts of an error but does not say that it has them.
import MailwireGenerated

extension MailwireError: CustomStringConvertible, CustomDebugStringConvertible {}
