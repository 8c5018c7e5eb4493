package mailwire

import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.delay

/**
 * Sends alerts through HubSpot. One object serves any number of calls at once.
 *
 * Bad input throws [MailwireException] that names the field, before anything has left. An answer of the service never
 * throws: it is the outcome. A cancelled call throws `CancellationException`, after [SendProgress.Cancelled].
 */
public class HubSpot private constructor(
    private val accounts: Accounts,
    transport: Transport,
    schedule: Schedule,
    timeout: Duration,
) {
    private val delivery = Delivery(transport, schedule, timeout, Delivery.HUBSPOT_REPLY_BYTES)

    /**
     * With a token that stays the same.
     *
     * @param schedule how often and how far apart; for who waits for the answer unless given, see also [scheduleDefault]
     * @param timeout for one attempt, from the connection to the last byte of the reply
     */
    public constructor(
        account: HubSpotAccount,
        transport: Transport,
        schedule: Schedule = scheduleInLine(),
        timeout: Duration = 40.seconds,
    ) : this(Accounts.Fixed(account), transport, schedule, timeout)

    /**
     * With tokens of OAuth, renewed as they expire.
     *
     * @param host another one than `api.hubapi.com`: `host` or `host:port`
     * @param schedule how often and how far apart; for who waits for the answer unless given, see also [scheduleDefault]
     * @param timeout for one attempt, from the connection to the last byte of the reply
     */
    public constructor(
        grant: OauthGrant,
        transport: Transport,
        host: String? = null,
        schedule: Schedule = scheduleInLine(),
        timeout: Duration = 40.seconds,
    ) : this(Accounts.Granted(grant, host), transport, schedule, timeout)

    /**
     * Sends one email, again as long as that is safe and [Schedule] allows it. The outcome is that of the message as a
     * whole: unknown as soon as one attempt may have sent it and none was accepted.
     *
     * @throws MailwireException a value cannot be sent
     * @throws OauthException.NoTokens nobody has authorized the app yet
     */
    public suspend fun send(message: HubSpotSingleSend, onProgress: (SendProgress) -> Unit = {}): SendOutcome =
        deliver(onProgress) { it.prepareSingleSend(message) }

    /**
     * Asks once, with the repeats of the schedule, what became of a send. An outcome with an HTTP status other than 200
     * says something about the question, not about the message: see [follow].
     *
     * @throws MailwireException for a status id that cannot be sent
     * @throws OauthException.NoTokens nobody has authorized the app yet
     */
    public suspend fun status(statusId: String, onProgress: (SendProgress) -> Unit = {}): SendOutcome =
        deliver(onProgress) { it.prepareSendStatus(statusId) }

    /**
     * Asks until a send that is pending is so no longer, or about five minutes are over. Any other [outcome] comes back as
     * it is, and so does the last one known if the service refuses to answer.
     */
    public suspend fun follow(outcome: SendOutcome, onProgress: (SendProgress) -> Unit = {}): SendOutcome {
        var known = outcome
        var poll = 0
        try {
            while (known.kind == Kind.ACCEPTED && known.reason == Reason.PENDING) {
                val statusId = known.statusId ?: break
                val wait = sendStatusPollAfterMs(poll)?.milliseconds ?: break
                onProgress(SendProgress.Waiting(wait, known))
                delay(wait)
                // What a cancelled question means is no news about the message.
                val answer = status(statusId) { if (it !is SendProgress.Cancelled) onProgress(it) }
                if (answer.httpStatus == 200 && answer.kind != Kind.UNKNOWN) {
                    known = answer.copy(statusId = answer.statusId ?: statusId)
                } else {
                    onProgress(SendProgress.Unanswered(answer))
                    if (answer.kind == Kind.REJECTED) break
                }
                poll += 1
            }
        } catch (cancelled: CancellationException) {
            onProgress(SendProgress.Cancelled(known))
            throw cancelled
        }
        return known
    }

    private suspend fun deliver(
        onProgress: (SendProgress) -> Unit,
        prepare: (HubSpotAccount) -> HttpRequest,
    ): SendOutcome =
        when (accounts) {
            is Accounts.Fixed -> prepare(accounts.account).use { delivery.send(it, onProgress).outcome }
            is Accounts.Granted -> {
                val unsent = accounts.withToken(NO_TOKEN, prepare)
                unsent.use { deliver(accounts, it, onProgress, prepare) }
            }
        }

    /** Values are checked in [unsent] before a token is asked for. */
    private suspend fun deliver(
        accounts: Accounts.Granted,
        unsent: HttpRequest,
        onProgress: (SendProgress) -> Unit,
        prepare: (HubSpotAccount) -> HttpRequest,
    ): SendOutcome {
        val token = try {
            accounts.grant.accessToken()
        } catch (refused: OauthException.Refused) {
            // Whatever became of the token, the message has not left.
            return if (refused.outcome.kind == Kind.UNKNOWN) unsent.interpretLost(false) else refused.outcome
        }
        return accounts.withToken(token, prepare).use { request ->
            delivery.send(request, onProgress) {
                try {
                    accounts.withToken(accounts.grant.accessTokenAfter(token), prepare)
                } catch (_: OauthException) {
                    null
                }
            }.outcome
        }
    }

    private sealed class Accounts {
        class Fixed(val account: HubSpotAccount) : Accounts()

        class Granted(val grant: OauthGrant, private val host: String?) : Accounts() {
            fun withToken(token: String, prepare: (HubSpotAccount) -> HttpRequest): HttpRequest =
                HubSpotAccount.bearer(token, host).use(prepare)
        }
    }

    private companion object {
        /** Stands where a token will stand; it goes nowhere. */
        const val NO_TOKEN = "-"
    }
}
