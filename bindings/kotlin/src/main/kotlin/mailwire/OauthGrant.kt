package mailwire

import java.time.Clock
import java.time.Duration.ofSeconds
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** Why there is no access token. */
public sealed class OauthException(message: String) : Exception(message) {
    /** Nobody has authorized the app yet: [OauthGrant.redeem] a code first. */
    public class NoTokens internal constructor() : OauthException("no tokens are kept")

    /** The token call was not answered with tokens; [outcome] says why. */
    public class Refused internal constructor(public val outcome: SendOutcome) :
        OauthException("${outcome.kind}: ${outcome.reason}${outcome.hint?.let { ". $it" } ?: ""}")
}

/**
 * An app's right to act for a HubSpot account: it hands out an access token that works, and gets a new one two minutes
 * before it expires. Have one object for each account: whoever asks while a new token is under way waits for that one.
 *
 * Getting a token goes on when a caller is cancelled: the others wait for it, and an answer that nobody read could be the
 * only copy of a new refresh token.
 */
public class OauthGrant internal constructor(
    private val app: HubSpotApp,
    private val store: TokenStore,
    transport: Transport,
    schedule: Schedule,
    timeout: Duration,
    private val clock: Clock,
) {
    /**
     * @param schedule how often and how far apart a token call is repeated
     * @param timeout for one attempt, from the connection to the last byte of the reply
     */
    public constructor(
        app: HubSpotApp,
        store: TokenStore,
        transport: Transport,
        schedule: Schedule = scheduleInLine(),
        timeout: Duration = 40.seconds,
    ) : this(app, store, transport, schedule, timeout, Clock.systemUTC())

    private val delivery = Delivery(transport, schedule, timeout, Delivery.HUBSPOT_REPLY_BYTES)
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    private val mutex = Mutex()

    /** The refresh under way, or the last one; guarded by [mutex]. */
    private var renewal: Deferred<KeptTokens>? = null

    /**
     * An access token that works for two minutes or more.
     *
     * @throws OauthException.NoTokens nobody has authorized the app yet
     * @throws OauthException.Refused a new one was needed, and did not come
     */
    public suspend fun accessToken(): String = kept { it.isFresh() }.accessToken

    /** Another access token than [expired], which the service took for expired. */
    internal suspend fun accessTokenAfter(expired: String): String = kept { it.accessToken != expired }.accessToken

    /**
     * Gets and keeps the first tokens for a code that the user's authorization has brought. A code works once, so this is
     * not repeated.
     *
     * @param redirectUri the one that was used to get the code
     * @param codeVerifier that of a proof key (RFC 7636)
     * @throws MailwireException a value cannot be sent
     * @throws OauthException.Refused no tokens came
     */
    public suspend fun redeem(code: String, redirectUri: String, codeVerifier: String? = null) {
        val request = app.prepareAuthorizationCode(code, redirectUri, codeVerifier)
        scope.async { obtain(request, refreshToken = null) }.await()
    }

    private suspend fun kept(isGood: (KeptTokens) -> Boolean): KeptTokens {
        val underWay = mutex.withLock {
            renewal?.takeIf { it.isActive } ?: run {
                val tokens = store.load() ?: throw OauthException.NoTokens()
                if (isGood(tokens)) return tokens
                val request = app.prepareRefreshToken(tokens.refreshToken)
                scope.async { obtain(request, tokens.refreshToken) }.also { renewal = it }
            }
        }
        return underWay.await()
    }

    private suspend fun obtain(request: HttpRequest, refreshToken: String?): KeptTokens =
        request.use {
            val asked = clock.instant()
            val delivered = delivery.send(request, onProgress = {})
            val tokens = delivered.exchange.tokens(request)?.use { it.kept(refreshToken, asked) }
                ?: throw OauthException.Refused(delivered.outcome)
            store.save(tokens)
            tokens
        }

    private fun Tokens.kept(refreshToken: String?, asked: java.time.Instant): KeptTokens? =
        (refreshToken() ?: refreshToken)?.let { KeptTokens(accessToken(), it, expiresInS()?.let(asked::plusSeconds)) }

    private fun KeptTokens.isFresh(): Boolean = expiresAt?.isAfter(clock.instant() + MARGIN) ?: true

    private companion object {
        /** Longer than an attempt takes, shorter than the life of a token. */
        val MARGIN: java.time.Duration = ofSeconds(120)
    }
}
