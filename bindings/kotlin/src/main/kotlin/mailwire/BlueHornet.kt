package mailwire

import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/**
 * Calls methods of BlueHornet. One object serves any number of calls at once.
 *
 * Bad input throws [MailwireException] that names the field, before anything has left. An answer of the service never
 * throws: it is the outcome. A cancelled call throws `CancellationException`, after [SendProgress.Cancelled].
 *
 * @param schedule how often and how far apart; for who waits for the answer unless given, see also [scheduleDefault]
 * @param timeout for one attempt, from the connection to the last byte of the reply
 * @param maxReplyBytes a longer reply counts as incomplete; exported files can be long
 */
public class BlueHornet(
    private val account: BlueHornetAccount,
    transport: Transport,
    schedule: Schedule = scheduleInLine(),
    timeout: Duration = 40.seconds,
    maxReplyBytes: Int = 16 shl 20,
) {
    private val delivery = Delivery(transport, schedule, timeout, maxReplyBytes)

    /**
     * Posts 1 to 64 calls in one request. The outcome is that of the first call that was not accepted, or `done`; those of
     * the calls, and the data of the reply, stand in its `calls` and `rows`. BlueHornet has no dedupe key: what may have
     * been done is never done again by machine. Never send a whole batch again because one call failed.
     *
     * @throws MailwireException a value cannot be sent; its `item` is the index of the call
     */
    public suspend fun send(calls: List<BlueHornetCall>, onProgress: (SendProgress) -> Unit = {}): SendOutcome =
        account.prepareBatch(calls).use { delivery.send(it, onProgress).outcome }

    /** As with a list of one call. */
    public suspend fun send(call: BlueHornetCall, onProgress: (SendProgress) -> Unit = {}): SendOutcome =
        send(listOf(call), onProgress)
}
