package mailwire

import java.util.concurrent.TimeoutException
import kotlin.random.Random
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.delay
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.withTimeoutOrNull

/** How requests are delivered: over what, how often, and how long one attempt may take. */
internal class Delivery(
    private val transport: Transport,
    private val schedule: Schedule,
    private val timeout: Duration,
    private val maxReplyBytes: Int,
) {
    init {
        require(timeout.isPositive()) { "timeout: must be positive" }
        require(maxReplyBytes > 0) { "maxReplyBytes: must be positive" }
    }

    /** What came of it all, and the exchange that ended it. */
    class Delivered(val outcome: SendOutcome, val exchange: HttpExchange)

    /**
     * Sends [first] until the core says to stop, and answers what became of the message as a whole: after an attempt that
     * may have sent it, only an accepted one changes that. Where the token has expired, [renewed] may bring the same
     * request with another one, once.
     */
    suspend fun send(
        first: HttpRequest,
        onProgress: (SendProgress) -> Unit,
        renewed: suspend () -> HttpRequest? = { null },
    ): Delivered {
        val seed = Random.nextInt()
        var request = first
        var attempt = 1
        var exchange: HttpExchange? = null
        var outcome: SendOutcome? = null
        var unknown: SendOutcome? = null
        try {
            while (true) {
                onProgress(SendProgress.Attempt(attempt))
                exchange = HttpExchange(request, maxReplyBytes)
                outcome = null
                val failure = perform(exchange)
                if (failure != null) onProgress(SendProgress.ConnectionLost(failure))
                outcome = exchange.outcome(request, isComplete = failure == null)
                if (outcome.diagnosis == Diagnosis.TOKEN_EXPIRED && request === first) {
                    val next = renewed()
                    if (next != null) {
                        request = next
                        continue
                    }
                }
                // What repeats itself does no harm: there the last attempt counts.
                if (outcome.kind == Kind.UNKNOWN && request.dedupe() !is Dedupe.Idempotent) unknown = outcome
                when (val decision = request.decide(outcome.finding(), attempt, seed, schedule)) {
                    is Decision.Stop -> {
                        val isAccepted = outcome.kind == Kind.ACCEPTED
                        return Delivered(if (isAccepted) outcome else unknown ?: outcome, exchange)
                    }
                    is Decision.After -> {
                        onProgress(SendProgress.Waiting(decision.afterMs.milliseconds, outcome))
                        delay(decision.afterMs.milliseconds)
                    }
                }
                attempt += 1
            }
        } catch (cancelled: CancellationException) {
            val left = exchange?.outcome(request, isComplete = false) ?: request.interpretLost(false)
            onProgress(SendProgress.Cancelled(unknown ?: outcome ?: left))
            throw cancelled
        } finally {
            if (request !== first) request.close()
        }
    }

    /** Performs the exchange; answers why there is no complete reply, `null` if there is. */
    private suspend fun perform(exchange: HttpExchange): Exception? =
        try {
            withTimeoutOrNull(timeout) { transport.perform(exchange) }
                .let { if (it == null) TimeoutException("no complete reply within $timeout") else null }
        } catch (failure: Exception) {
            // Whatever a stack throws, the request may have left; but a cancelled call goes on as such.
            currentCoroutineContext().ensureActive()
            failure
        }

    companion object {
        /** An answer of HubSpot has a few hundred bytes; pages of errors have more. */
        const val HUBSPOT_REPLY_BYTES: Int = 1 shl 20
    }
}
