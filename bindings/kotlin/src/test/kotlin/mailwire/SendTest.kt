package mailwire

import java.util.Collections
import javax.net.ssl.SSLException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.async
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

/** Alerts through HubSpot, against the sandbox, over both HTTP stacks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SendTest {
    private lateinit var sandbox: Sandbox
    private lateinit var other: Sandbox
    private val progress: MutableList<SendProgress> = Collections.synchronizedList(mutableListOf())

    @BeforeAll
    fun start() {
        sandbox = Sandbox("--step-ms", "300")
        other = Sandbox()
    }

    @AfterAll
    fun stop() {
        sandbox.close()
        other.close()
    }

    @BeforeEach
    fun clear() {
        sandbox.clear()
        progress.clear()
    }

    private fun hubSpot(
        stack: Stack,
        token: String = "EXAMPLE-ACCESS-TOKEN",
        transport: Transport = stack.trusting(sandbox),
        host: String = sandbox.host,
        timeout: Duration = 10.seconds,
    ) = HubSpot(HubSpotAccount.bearer(token, host), transport, QUICK, timeout)

    private fun message(to: String = "jane@customer.example", sendId: String? = "boiler-7-0042") =
        HubSpotSingleSend(4126643121, to, sendId, properties("alert" to "Boiler 7: 96 °C"))

    private fun send(hubSpot: HubSpot, message: HubSpotSingleSend = message()) =
        runBlocking { hubSpot.send(message, progress::add) }

    private fun SendOutcome.words() = "$kind: $reason"

    private fun attempts() = progress.filterIsInstance<SendProgress.Attempt>().map { it.number }

    private fun waited() = progress.filterIsInstance<SendProgress.Waiting>().map { it.after.words() }

    /** Requests that came in, those of the sandbox's own paths left out. */
    private fun requests() = sandbox.requests().size

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `accepted, and followed until it was sent`(stack: Stack) {
        val hubSpot = hubSpot(stack)
        val accepted = send(hubSpot)
        assertEquals("accepted: pending", accepted.words())
        assertEquals(200, accepted.httpStatus)
        val sent = runBlocking { hubSpot.follow(accepted, progress::add) }
        assertEquals("accepted: sent", sent.words())
        assertEquals(accepted.statusId, sent.statusId)
        assertEquals(1, sandbox.messages().size)
        assertEquals("accepted: pending", waited().first())
        assertEquals("accepted: duplicate-ignored", send(hubSpot).words())
        assertEquals(1, sandbox.messages().size)
        assertEquals(sent, runBlocking { hubSpot.follow(sent) }, "nothing to ask")
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `a refused question changes nothing`(stack: Stack) {
        val accepted = send(hubSpot(stack))
        val before = progress.size
        val known = runBlocking { hubSpot(stack, token = "EXAMPLE-WRONG-TOKEN").follow(accepted, progress::add) }
        assertEquals(accepted, known)
        val unanswered = progress.drop(before).filterIsInstance<SendProgress.Unanswered>().single()
        assertEquals("rejected: unauthorized", unanswered.outcome.words())
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `rejected, with a diagnosis and a hint`(stack: Stack) {
        for ((token, words, diagnosis) in listOf(
            Triple("EXAMPLE-WRONG-TOKEN", "rejected: unauthorized", Diagnosis.CREDENTIAL_NOT_RECOGNIZED),
            Triple("EXAMPLE-EXPIRED-TOKEN", "rejected: unauthorized", Diagnosis.TOKEN_EXPIRED),
            Triple("EXAMPLE-NO-SCOPE-TOKEN", "rejected: forbidden", Diagnosis.MISSING_SCOPES),
        )) {
            val outcome = send(hubSpot(stack, token))
            assertEquals(words to diagnosis, outcome.words() to outcome.diagnosis)
            assertTrue(outcome.hint!!.isNotBlank() && outcome.correlationId!!.isNotBlank())
        }
        val bounced = runBlocking {
            val hubSpot = hubSpot(stack)
            hubSpot.follow(hubSpot.send(message("result+PREVIOUSLY_BOUNCED@customer.example")))
        }
        assertEquals("rejected: recipient-refused", bounced.words())
        assertEquals("PREVIOUSLY_BOUNCED", bounced.providerCode)
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `a rate limit is waited for and the send repeated`(stack: Stack) {
        sandbox.faults("status=429; retry_after=1")
        assertEquals("accepted: pending", send(hubSpot(stack)).words())
        assertEquals(listOf(1, 2), attempts())
        val waiting = progress.filterIsInstance<SendProgress.Waiting>().single()
        assertEquals("deferred: rate-limited", waiting.after.words())
        assertEquals(RetryAfter.Seconds(1), waiting.after.retryAfter)
        assertTrue(waiting.duration in 1000.milliseconds..1200.milliseconds, "${waiting.duration}")
        assertEquals(1, sandbox.messages().size)
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `a longer wait than the schedule allows is not waited for`(stack: Stack) {
        sandbox.faults("status=429; retry_after=86400")
        assertEquals("deferred: rate-limited", send(hubSpot(stack)).words())
        assertEquals(listOf(1), attempts())
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `a cut connection is unknown and repeated under its key`(stack: Stack) {
        for ((fault, words) in listOf(
            "cut_reply_after=0" to "unknown: no-reply",
            "cut_reply_after=0; end=reset" to "unknown: no-reply",
            "cut_reply_after=0; end=close_notify" to "unknown: no-reply",
            "framing=length; cut_reply_after=960" to "unknown: incomplete-reply",
            "cut_request_after=100" to "unknown: no-reply",
        )) {
            clear()
            sandbox.faults(fault)
            val outcome = send(hubSpot(stack))
            assertEquals(Kind.ACCEPTED, outcome.kind, fault)
            assertEquals(listOf(words), waited(), fault)
            assertEquals(1, sandbox.messages().size, fault)
            assertTrue(progress.any { it is SendProgress.ConnectionLost }, fault)
        }
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `without a key an unknown outcome is never repeated`(stack: Stack) {
        for (fault in listOf("cut_reply_after=0", "status=503; processed", "status=503; processed; retry_after=0")) {
            clear()
            sandbox.faults(fault)
            assertEquals(Kind.UNKNOWN, send(hubSpot(stack), message(sendId = null)).kind, fault)
            assertEquals(listOf(1), attempts(), fault)
            assertEquals(1 to 1, requests() to sandbox.messages().size, fault)
        }
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `a refusal behind an unknown outcome leaves it unknown`(stack: Stack) {
        sandbox.faults("status=503; processed", "status=429; retry_after=0", "status=429; retry_after=0")
        assertEquals("unknown: server-error", send(hubSpot(stack)).words())
        assertEquals(listOf("unknown: server-error", "deferred: rate-limited"), waited())
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `the status of a cut failure counts`(stack: Stack) {
        sandbox.faults("status=429; retry_after=1; framing=length; cut_reply_after=2000; body_text=${"x".repeat(4000)}")
        assertEquals("accepted: pending", send(hubSpot(stack)).words())
        assertEquals(listOf("deferred: rate-limited"), waited())
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `a redirect is not followed`(stack: Stack) {
        for (status in listOf(301, 302, 303, 307, 308)) {
            clear()
            sandbox.faults("status=$status")
            assertEquals("rejected: redirect", send(hubSpot(stack)).words())
            assertEquals(1, requests())
        }
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `no stack repeats a status by itself`(stack: Stack) {
        for (status in listOf(401, 407, 408, 421, 503)) {
            clear()
            sandbox.faults("status=$status; retry_after=0")
            send(hubSpot(stack), message(sendId = null))
            assertEquals(attempts().size, requests(), "$status")
        }
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `a wrong certificate is refused and nothing leaves`(stack: Stack) {
        RawServer { ByteArray(0) }.use { localhost ->
            for ((transport, host) in listOf(
                // Of another authority, in two ways; for another name.
                stack.trusting(other) to sandbox.host,
                stack.untaught() to sandbox.host,
                localhost.transport(stack) to localhost.host.replace("localhost", "127.0.0.1"),
            )) {
                clear()
                assertEquals("deferred: not-sent", send(hubSpot(stack, transport = transport, host = host)).words())
                assertEquals(listOf(1, 2, 3), attempts())
                val cause = progress.filterIsInstance<SendProgress.ConnectionLost>().last().cause
                assertTrue(cause is SSLException, "$cause")
                assertEquals(0, requests())
            }
            assertEquals(0, localhost.requests)
            val outcome = send(hubSpot(stack, transport = localhost.transport(stack), host = localhost.host))
            assertEquals("unknown: no-reply", outcome.words())
            assertEquals(3, localhost.requests, "under its name it is trusted")
        }
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `nobody listens`(stack: Stack) {
        assertEquals("deferred: not-sent", send(hubSpot(stack, host = "localhost:1")).words())
        assertEquals(listOf("deferred: not-sent", "deferred: not-sent"), waited())
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `a silent server costs the time of an attempt`(stack: Stack) {
        sandbox.faults("stall_after=0", "stall_after=120", "framing=length; stall_after=960")
        val start = System.nanoTime()
        assertEquals(Kind.UNKNOWN, send(hubSpot(stack, timeout = 600.milliseconds)).kind)
        assertTrue(System.nanoTime() - start < 5_000_000_000, "three times 600 ms")
        assertEquals(listOf("unknown: no-reply", "unknown: no-reply"), waited())
        val causes = progress.filterIsInstance<SendProgress.ConnectionLost>().map { it.cause::class.simpleName }
        assertEquals(List(3) { "TimeoutException" }, causes)
        assertEquals(1, sandbox.messages().size)
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `cancelled while the reply is awaited`(stack: Stack): Unit = runBlocking {
        sandbox.faults("stall_after=0")
        val call = async { hubSpot(stack).send(message(), progress::add) }
        while (sandbox.messages().isEmpty()) delay(20)
        val start = System.nanoTime()
        call.cancel()
        assertThrows(CancellationException::class.java) { runBlocking { call.await() } }
        assertTrue(System.nanoTime() - start < 2_000_000_000, "cancelling does not wait for the server")
        val last = progress.last() as SendProgress.Cancelled
        assertEquals("unknown: no-reply", last.outcome.words())
        assertEquals("accepted: duplicate-ignored", hubSpot(stack).send(message()).words())
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `cancelled between two attempts`(stack: Stack): Unit = runBlocking {
        sandbox.faults("status=429; retry_after=20")
        val isWaiting = CompletableDeferred<Unit>()
        val call = async {
            hubSpot(stack).send(message()) {
                progress.add(it)
                if (it is SendProgress.Waiting) isWaiting.complete(Unit)
            }
        }
        isWaiting.await()
        call.cancel()
        assertThrows(CancellationException::class.java) { runBlocking { call.await() } }
        assertEquals("deferred: rate-limited", (progress.last() as SendProgress.Cancelled).outcome.words())
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `any framing is read`(stack: Stack) {
        val framings = listOf("byte_writes", "write_seed=7", "chunk_seed=7", "framing=close", "framing=length", "interim=103")
        for (fault in framings) {
            clear()
            sandbox.faults(fault)
            assertEquals("accepted: pending", send(hubSpot(stack)).words(), fault)
        }
    }

    private companion object {
        /** As in line, with next to no waiting. */
        val QUICK = Schedule(attempts = 3, firstMs = 50, factor = 1, capMs = 50, rateLimitMs = 50, longestMs = 30_000)
    }
}
