package mailwire

import java.time.Instant
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** Nothing prints a secret. */
class SecretsTest {
    private val secrets =
        listOf("SECRETTOKEN", "SECRETKEY", "SECRETSHARED", "SECRETCLIENT", "SECRETREFRESH", "SECRETCODE", "SECRETQUERY")

    private fun String.hasSecret() = secrets.any { it in this }

    @Test
    fun `objects that hold one`() {
        val bearer = HubSpotAccount.bearer("SECRETTOKEN")
        val query = HubSpotAccount.retiredV1QueryKey("SECRETQUERY")
        val app = HubSpotApp("id", "SECRETCLIENT")
        val blueHornet = BlueHornetAccount("SECRETKEY", "SECRETSHARED")
        val send = HubSpotSingleSend(1, "jane@customer.example")
        val requests = listOf(
            bearer.prepareSingleSend(send),
            query.prepareSingleSend(send.copy(version = HubSpotVersion.V1)),
            app.prepareRefreshToken("SECRETREFRESH"),
            app.prepareAuthorizationCode("SECRETCODE", "https://app.example.com/", "SECRETCODE"),
            blueHornet.prepareBatch(listOf(BlueHornetCall.checkEmail("jane@customer.example"))),
        )
        val reply = """{"access_token":"SECRETTOKEN","refresh_token":"SECRETREFRESH","expires_in":1800}""".toByteArray()
        val tokens = requests[2].tokens(200, reply)!!
        assertEquals("SECRETTOKEN", tokens.accessToken())
        val kept = KeptTokens("SECRETTOKEN", "SECRETREFRESH", Instant.now())
        val store = MemoryTokenStore(kept)
        val grant = OauthGrant(app, store, JavaHttpTransport())
        val exchanges = requests.map { HttpExchange(it, 1) }
        val all = requests + exchanges + requests.flatMap { it.headers() } + requests.map { it.dedupe() } +
            listOf(bearer, query, app, blueHornet, tokens, kept, store, grant, HubSpot(grant, JavaHttpTransport())) +
            requests[2].interpret(200, emptyList(), reply) +
            OauthException.Refused(requests[2].interpret(401, emptyList(), reply))
        // The secrets are in there: what is printed without them is not empty of meaning.
        assertEquals(5, exchanges.count { (it.url + it.headers + it.body?.let(::String)).hasSecret() })
        hold(all.filter { "$it".hasSecret() }.map { "${it::class}: $it" })
    }

    /** What a service echoes is masked; what a bad credential throws does not have it. */
    @Test
    fun `outcomes and exceptions`() {
        val echo = """{"status":"error","message":"This oauth-token (SECRETTOKEN) is expired!","correlationId":"c"}"""
        val outcome = HubSpotAccount.bearer("SECRETTOKEN").prepareSingleSend(HubSpotSingleSend(1, "a@b.example"))
            .interpret(401, emptyList(), echo.toByteArray())
        val thrown = listOf<() -> Any>(
            { HubSpotAccount.bearer("SECRETTOKEN with blanks") },
            { HubSpotApp("id", "SECRETCLIENT\n") },
            { BlueHornetAccount("SECRETKEY\u0001", "SECRETSHARED") },
        ).map { runCatching(it).exceptionOrNull()!! }
        val printed = thrown.map { it.stackTraceToString() } + "$outcome" + "${SendProgress.Cancelled(outcome)}"
        hold(printed.filter { it.hasSecret() })
    }

    /** An exception of the HTTP stack goes to the app; it must not quote the request. */
    @Test
    fun `failed connections`() = runBlocking {
        val query = HubSpotAccount.retiredV1QueryKey("SECRETQUERY", host = "localhost:1")
        val app = HubSpotApp("id", "SECRETCLIENT", host = "localhost:1")
        val failures = mutableListOf<SendProgress>()
        for (transport in listOf(JavaHttpTransport(), OkHttpTransport())) {
            val hubSpot = HubSpot(query, transport, Schedule(attempts = 1))
            hubSpot.send(HubSpotSingleSend(1, "a@b.example", version = HubSpotVersion.V1), failures::add)
            val store = MemoryTokenStore(KeptTokens("SECRETTOKEN", "SECRETREFRESH", Instant.EPOCH))
            val grant = OauthGrant(app, store, transport, Schedule(attempts = 1))
            val refused = runCatching { grant.accessToken() }.exceptionOrNull()!!
            hold(listOf(refused.stackTraceToString()).filter { it.hasSecret() })
        }
        val lost = failures.filterIsInstance<SendProgress.ConnectionLost>()
        assertEquals(2, lost.size)
        hold(lost.map { it.cause.stackTraceToString() }.filter { it.hasSecret() })
    }
}
