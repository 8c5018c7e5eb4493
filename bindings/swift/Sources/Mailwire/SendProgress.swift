import MailwireGenerated

/// What happens while a call is under way, for a line on a screen or in a log.
public enum SendProgress: Sendable, Equatable {
    /// Attempt `number`, from 1, begins. A question for a status counts as one, too.
    case attempt(number: Int)
    /// The connection failed, broke or took too long; `cause` is what the system says of it, for people.
    case connectionLost(cause: String)
    /// The next attempt begins after `duration`; `after` is the outcome of the one before.
    case waiting(duration: Duration, after: SendOutcome)
    /// A question for a status came to this outcome, which is about the question and not about the message.
    case unanswered(outcome: SendOutcome)
    /// The task was cancelled, and `CancellationError` is thrown next. `outcome` is what that means for the message:
    /// deferred if it surely was not sent, unknown if it may have been.
    case cancelled(outcome: SendOutcome)
}
