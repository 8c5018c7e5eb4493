package mailwire

import kotlin.time.Duration

/** What happens while a call is under way, for a line on a screen or in a log. */
public sealed class SendProgress {
    /** Attempt number [number], from 1, begins. */
    public data class Attempt(val number: Int) : SendProgress()

    /** There is no complete reply: the connection failed, or it took too long. The outcome of the attempt follows. */
    public data class ConnectionLost(val cause: Exception) : SendProgress()

    /** The next attempt, or question, follows after [duration]; [after] is what came of the one before. */
    public data class Waiting(val duration: Duration, val after: SendOutcome) : SendProgress()

    /** A question for the status got no answer about the message but [outcome]; what was known of the message stays. */
    public data class Unanswered(val outcome: SendOutcome) : SendProgress()

    /**
     * The call was cancelled; the `CancellationException` follows. [outcome] is what that means for the message: deferred
     * if it surely was not sent, unknown if it may have been.
     */
    public data class Cancelled(val outcome: SendOutcome) : SendProgress()
}
