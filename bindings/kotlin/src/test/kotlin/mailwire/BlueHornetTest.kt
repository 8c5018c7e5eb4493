package mailwire

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

/** Calls of BlueHornet's methods, against the sandbox, over both HTTP stacks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlueHornetTest {
    private lateinit var sandbox: Sandbox
    private val progress = mutableListOf<SendProgress>()

    @BeforeAll
    fun start() {
        sandbox = Sandbox()
    }

    @AfterAll
    fun stop() = sandbox.close()

    @BeforeEach
    fun clear() {
        sandbox.clear()
        progress.clear()
    }

    private fun blueHornet(
        stack: Stack,
        secret: String = "EXAMPLE-SHARED-SECRET",
        responseType: BlueHornetResponseType? = null,
        noHalt: Boolean = false,
    ): BlueHornet {
        val account =
            BlueHornetAccount("EXAMPLE-API-KEY", secret, responseType, noHalt = noHalt, host = sandbox.host)
        return BlueHornet(account, stack.trusting(sandbox), Schedule(firstMs = 50, factor = 1))
    }

    private fun transaction(templateId: Long = 7, vararg variables: Pair<String, String>) =
        BlueHornetCall.sendTransaction("jane@customer.example", templateId, variables = arguments(*variables))

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `one call, its variables and its rows`(stack: Stack): Unit = runBlocking {
        for (responseType in BlueHornetResponseType.entries) {
            clear()
            val call = transaction(TEMPLATE, "title" to "Boiler 7", "message" to "96 °C & rising")
            val outcome = blueHornet(stack, responseType = responseType).send(call, progress::add)
            assertEquals(Kind.ACCEPTED to Reason.SENT, outcome.kind to outcome.reason)
            assertEquals(listOf(Reason.SENT), outcome.calls.map { it.reason })
            val address = outcome.rows.single { it.path == "responseData/email" }
            assertEquals("jane@customer.example", address.value)
            assertEquals(listOf<SendProgress>(SendProgress.Attempt(1)), progress)
            assertEquals(1, sandbox.transactions().size)
            assertTrue("96 °C &" in sandbox.transactions().toString())
        }
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `a batch answers call by call`(stack: Stack): Unit = runBlocking {
        val calls = listOf(BlueHornetCall.checkEmail("jane@customer.example"), transaction(448), transaction(TEMPLATE))
        val halted = blueHornet(stack).send(calls)
        assertEquals(Kind.REJECTED to Reason.INVALID_TEMPLATE, halted.kind to halted.reason)
        assertEquals(listOf(Reason.DONE, Reason.INVALID_TEMPLATE, Reason.NOT_EXECUTED), halted.calls.map { it.reason })
        assertEquals(Diagnosis.WRONG_TEMPLATE, halted.calls[1].diagnosis)
        assertTrue(halted.calls[1].hint!!.isNotBlank())
        assertEquals(0, sandbox.transactions().size)

        val all = blueHornet(stack, noHalt = true).send(calls)
        assertEquals(listOf(Reason.DONE, Reason.INVALID_TEMPLATE, Reason.SENT), all.calls.map { it.reason })
        assertEquals(1, sandbox.transactions().size)
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `what may have been sent is never sent again`(stack: Stack): Unit = runBlocking {
        for ((fault, reason) in listOf(
            "cut_reply_after=0" to Reason.NO_REPLY,
            "cut_reply_after=0; end=reset" to Reason.NO_REPLY,
            "cut_reply_after=300; end=close_notify" to Reason.INCOMPLETE_REPLY,
            "status=503; processed" to Reason.SERVER_ERROR,
        )) {
            clear()
            sandbox.faults(fault)
            val outcome = blueHornet(stack).send(transaction(TEMPLATE), progress::add)
            assertEquals(Kind.UNKNOWN, outcome.kind, fault)
            if (reason != Reason.INCOMPLETE_REPLY) assertEquals(reason, outcome.reason, fault)
            assertEquals(1, progress.count { it is SendProgress.Attempt }, fault)
            assertEquals(1 to 1, sandbox.transactions().size to sandbox.requests().size, fault)
        }
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `a rate limit is waited for`(stack: Stack): Unit = runBlocking {
        sandbox.faults("status=429; retry_after=1")
        assertEquals(Reason.SENT, blueHornet(stack).send(transaction(TEMPLATE), progress::add).reason)
        assertEquals(2, progress.count { it is SendProgress.Attempt })
        assertEquals(1, sandbox.transactions().size)
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `a wrong secret and an address that is not on the whitelist`(stack: Stack): Unit = runBlocking {
        val wrong = blueHornet(stack, secret = "EXAMPLE-WRONG-SECRET").send(transaction(TEMPLATE))
        assertEquals(Kind.REJECTED to Reason.UNAUTHORIZED, wrong.kind to wrong.reason)
        assertTrue(wrong.hint!!.isNotBlank())

        val away = Sandbox("--request-ip", "192.0.2.9")
        away.use {
            // Its whitelist does not cover that address.
            val account = BlueHornetAccount(ELSEWHERE_KEY, "EXAMPLE-SHARED-SECRET", host = it.host)
            val refused = BlueHornet(account, stack.trusting(it)).send(transaction(TEMPLATE))
            assertEquals(Reason.IP_NOT_WHITELISTED to "192.0.2.9", refused.reason to refused.detail)
            assertFalse(Whitelist("198.51.100.0/24").covers(refused.detail!!))
            assertTrue(Whitelist("192.0.2.0-192.0.2.9").covers(refused.detail!!))
        }
    }

    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `a reply that is too long is incomplete`(stack: Stack): Unit = runBlocking {
        val account = BlueHornetAccount("EXAMPLE-API-KEY", "EXAMPLE-SHARED-SECRET", host = sandbox.host)
        val outcome = BlueHornet(account, stack.trusting(sandbox), maxReplyBytes = 100).send(transaction(TEMPLATE))
        assertEquals(Reason.INCOMPLETE_REPLY, outcome.reason)
    }

    private companion object {
        const val TEMPLATE = 7100042L
        const val ELSEWHERE_KEY = "EXAMPLE-ELSEWHERE-KEY"
    }
}
