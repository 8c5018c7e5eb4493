package mailwire

import java.time.Clock
import java.time.Instant
import java.time.ZoneOffset
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.jsonObject
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

/** Tokens: got once however many ask, kept, renewed in time, and what it means for a message if they are not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OauthTest {
    private lateinit var sandbox: Sandbox
    private val store = RecordingStore()
    private var now = Instant.parse("2026-09-01T12:00:00Z")
    private val clock = object : Clock() {
        override fun getZone() = ZoneOffset.UTC

        override fun withZone(zone: java.time.ZoneId) = this

        override fun instant() = now
    }
    private val message = HubSpotSingleSend(4126643121, "jane@customer.example", "boiler-7-0042")

    /** Keeps tokens, and how often. */
    private class RecordingStore : TokenStore {
        @Volatile
        var tokens: KeptTokens? = null

        @Volatile
        var saved = 0

        override suspend fun load() = tokens

        override suspend fun save(tokens: KeptTokens) {
            saved += 1
            this.tokens = tokens
        }
    }

    @BeforeAll
    fun start() {
        sandbox = Sandbox()
    }

    @AfterAll
    fun stop() = sandbox.close()

    @BeforeEach
    fun clear() {
        sandbox.clear()
        store.tokens = null
        store.saved = 0
    }

    private fun keep(accessToken: String, expiresIn: Long?, refreshToken: String = "EXAMPLE-REFRESH-TOKEN") {
        store.tokens = KeptTokens(accessToken, refreshToken, expiresIn?.let(now::plusSeconds))
    }

    private fun grant(stack: Stack): OauthGrant {
        val app = HubSpotApp("EXAMPLE-CLIENT-ID", "EXAMPLE-CLIENT-SECRET", host = sandbox.host)
        return OauthGrant(app, store, stack.trusting(sandbox), Schedule(attempts = 1), 10.seconds, clock)
    }

    private fun hubSpot(stack: Stack, grant: OauthGrant) =
        HubSpot(grant, stack.trusting(sandbox), sandbox.host, Schedule(attempts = 1))

    private fun tokenCalls() = sandbox.requests().count { "/oauth/" in it.jsonObject.text("target")!! }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `a code is redeemed once and the tokens are kept`(stack: Stack): Unit = runBlocking {
        val (app, code) = grant(stack) to if (stack == Stack.OKHTTP) "EXAMPLE-CODE" else "EXAMPLE-CODE-2"
        assertThrows(OauthException.NoTokens::class.java) { runBlocking { app.accessToken() } }
        app.redeem(code, "https://app.example.com/oauth-callback")
        assertEquals(now.plusSeconds(1800), store.tokens!!.expiresAt)
        assertEquals(store.tokens!!.accessToken, app.accessToken())
        assertEquals(Kind.ACCEPTED, hubSpot(stack, app).send(message).kind)
        val refused = assertThrows(OauthException.Refused::class.java) {
            runBlocking { app.redeem(code, "https://app.example.com/oauth-callback") }
        }
        assertEquals(Kind.REJECTED to Diagnosis.OAUTH_CODE, refused.outcome.kind to refused.outcome.diagnosis)
        assertEquals(2, tokenCalls())
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `fifty who ask at once cause one refresh`(stack: Stack): Unit = runBlocking {
        keep("EXAMPLE-OLD", expiresIn = 60)
        sandbox.faults("delay_ms=300")
        val app = grant(stack)
        val tokens = List(50) { async(Dispatchers.Default) { app.accessToken() } }.awaitAll().toSet()
        assertEquals(setOf(store.tokens!!.accessToken), tokens)
        assertNotEquals("EXAMPLE-OLD", tokens.single())
        assertEquals(1 to 1, tokenCalls() to store.saved)
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `a token is used until two minutes before its end`(stack: Stack): Unit = runBlocking {
        val app = grant(stack)
        keep("EXAMPLE-ACCESS-TOKEN", expiresIn = 121)
        assertEquals("EXAMPLE-ACCESS-TOKEN", app.accessToken())
        keep("EXAMPLE-ACCESS-TOKEN", expiresIn = null)
        assertEquals("EXAMPLE-ACCESS-TOKEN", app.accessToken())
        assertEquals(0, tokenCalls())
        keep("EXAMPLE-ACCESS-TOKEN", expiresIn = 120)
        assertNotEquals("EXAMPLE-ACCESS-TOKEN", app.accessToken())
        assertEquals(1, tokenCalls())
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `a token that the service takes for expired is renewed once`(stack: Stack): Unit = runBlocking {
        keep("EXAMPLE-EXPIRED-TOKEN", expiresIn = 3600)
        val app = grant(stack)
        val progress = mutableListOf<SendProgress>()
        assertEquals(Kind.ACCEPTED, hubSpot(stack, app).send(message, progress::add).kind)
        assertEquals(listOf(SendProgress.Attempt(1), SendProgress.Attempt(1)), progress)
        assertEquals(1 to 1, tokenCalls() to sandbox.messages().size)

        keep("EXAMPLE-EXPIRED-TOKEN", expiresIn = 3600)
        sandbox.clear()
        val outcomes = List(20) { index ->
            async(Dispatchers.Default) { hubSpot(stack, app).send(message.copy(sendId = "boiler-$index")) }
        }.awaitAll()
        assertTrue(outcomes.all { it.kind == Kind.ACCEPTED })
        assertEquals(1 to 20, tokenCalls() to sandbox.messages().size)
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `another refusal is no reason to refresh`(stack: Stack): Unit = runBlocking {
        keep("EXAMPLE-NEVER-VALID-TOKEN", expiresIn = 3600)
        assertEquals(Diagnosis.TOKEN_NEVER_VALID, hubSpot(stack, grant(stack)).send(message).diagnosis)
        assertEquals(0, tokenCalls())
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `no token, no message`(stack: Stack): Unit = runBlocking {
        val hubSpot = hubSpot(stack, grant(stack))
        keep("EXAMPLE-OLD", expiresIn = 0, refreshToken = "EXAMPLE-WRONG-REFRESH")
        val rejected = hubSpot.send(message)
        assertEquals(Kind.REJECTED to Diagnosis.OAUTH_REFRESH_TOKEN, rejected.kind to rejected.diagnosis)
        keep("EXAMPLE-OLD", expiresIn = 0)
        for ((fault, reason) in listOf("cut_reply_after=0" to Reason.NOT_SENT, "status=429" to Reason.RATE_LIMITED)) {
            sandbox.faults(fault)
            val deferred = hubSpot.send(message)
            assertEquals(Kind.DEFERRED to reason, deferred.kind to deferred.reason, fault)
        }
        assertEquals(0 to 0, sandbox.messages().size to store.saved)
        assertEquals(Kind.ACCEPTED, hubSpot.send(message).kind, "the next one gets there")
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `who gives up does not take the token from the others`(stack: Stack): Unit = runBlocking {
        keep("EXAMPLE-OLD", expiresIn = 0)
        sandbox.faults("delay_ms=500")
        val app = grant(stack)
        val first = async(Dispatchers.Default) { app.accessToken() }
        while (tokenCalls() == 0) delay(10)
        val second = async(Dispatchers.Default) { app.accessToken() }
        first.cancelAndJoin()
        val token = second.await()
        assertEquals(store.tokens!!.accessToken, token)
        assertEquals(1 to 1, tokenCalls() to store.saved)
    }
}
