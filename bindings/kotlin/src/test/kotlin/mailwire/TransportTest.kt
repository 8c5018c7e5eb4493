package mailwire

import java.io.IOException
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import kotlin.concurrent.thread
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

/** What a transport knows about the last byte of a request, and what it takes over from the app. */
class TransportTest {
    private val send = HubSpotSingleSend(1, "jane@customer.example")

    /** More than the buffers of a connection hold. */
    private val large = send.copy(custom = properties("text" to "x".repeat(8 shl 20)))

    private fun outcome(transport: Transport, host: String, message: HubSpotSingleSend, timeout: Duration = 20.seconds) =
        runBlocking {
            val account = HubSpotAccount.bearer("EXAMPLE-ACCESS-TOKEN", host)
            HubSpot(account, transport, Schedule(attempts = 1), timeout).send(message)
        }

    /** The connection is reset while the server has not read on: the last byte never went. */
    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `lost before the last byte is not sent`(stack: Stack) {
        RawServer(readsOnly = 1000) { ByteArray(0) }.use { server ->
            val outcome = outcome(server.transport(stack), server.host, large)
            assertEquals(Kind.DEFERRED to Reason.NOT_SENT, outcome.kind to outcome.reason)
            assertEquals(0, server.requests)
        }
    }

    /** The same, and the whole request was read: it may have been processed. */
    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `lost behind the last byte is unknown`(stack: Stack) {
        RawServer { ByteArray(0) }.use { server ->
            for (message in listOf(send, large)) {
                val outcome = outcome(server.transport(stack), server.host, message)
                assertEquals(Kind.UNKNOWN to Reason.NO_REPLY, outcome.kind to outcome.reason)
            }
            assertEquals(2, server.requests)
        }
    }

    /** Also where the app tells to give up in the middle of it. */
    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `too slow a server before the last byte is not sent`(stack: Stack) {
        RawServer(readsOnly = 1000, staysOpen = true) { ByteArray(0) }.use { server ->
            val outcome = outcome(server.transport(stack), server.host, large, timeout = 2.seconds)
            assertEquals(Kind.DEFERRED to Reason.NOT_SENT, outcome.kind to outcome.reason)
        }
    }

    /** Who gives up does not leave a connection behind. */
    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `a cancelled attempt ends its connection`(stack: Stack): Unit = runBlocking {
        val (arrived, ended) = CompletableDeferred<Unit>() to CompletableDeferred<Unit>()
        RawServer(beforeAnswer = { connection ->
            arrived.complete(Unit)
            runCatching { connection.getInputStream().read() }
            ended.complete(Unit)
        }) { ByteArray(0) }.use { server ->
            val account = HubSpotAccount.bearer("EXAMPLE-ACCESS-TOKEN", server.host)
            val call = async { HubSpot(account, server.transport(stack)).send(send) }
            arrived.await()
            call.cancelAndJoin()
            withTimeout(5.seconds) { ended.await() }
        }
    }

    /** A question has no body to hold back; a connection that never came about is told all the same. */
    @ParameterizedTest
    @EnumSource(Stack::class)
    fun `a request without a body`(stack: Stack) {
        RawServer { ByteArray(0) }.use { server ->
            for ((host, reason) in listOf(server.host to Reason.NO_REPLY, "localhost:1" to Reason.NOT_SENT)) {
                val account = HubSpotAccount.bearer("EXAMPLE-ACCESS-TOKEN", host)
                val hubSpot = HubSpot(account, server.transport(stack), Schedule(attempts = 1))
                assertEquals(reason, runBlocking { hubSpot.status("s") }.reason)
            }
        }
    }

    /** A transport that knows nothing about the last byte: every loss is unknown, whatever it throws. */
    @Test
    fun `a transport that cannot tell`() {
        val failures = listOf(IOException("lost"), IllegalStateException("in disorder"), SecurityException("not allowed"))
        for (failure in failures) {
            val ignorant = object : Transport {
                override suspend fun perform(exchange: HttpExchange): Unit = throw failure
            }
            assertEquals(Reason.NO_REPLY, outcome(ignorant, "localhost", send).reason)
        }
    }

    /** An own time-out of a transport is a failure of the attempt, not a cancelled call. */
    @Test
    fun `a transport with a time-out of its own`() {
        val impatient = object : Transport {
            override suspend fun perform(exchange: HttpExchange) {
                exchange.lastByteHeldBack()
                withTimeout(10) { delay(10_000) }
            }
        }
        assertEquals(Reason.NOT_SENT, outcome(impatient, "localhost", send).reason)
    }

    /** A reply that is too long for the app counts as incomplete, whatever the transport does with the hint. */
    @Test
    fun `too long a reply`() {
        val endless = object : Transport {
            override suspend fun perform(exchange: HttpExchange) {
                exchange.head(200, emptyList())
                exchange.body("""{"status":"PENDING","statusId":"s"}""".toByteArray())
                repeat(32) { exchange.body(ByteArray(65536) { ' '.code.toByte() }) }
            }
        }
        assertEquals(Reason.INCOMPLETE_REPLY, outcome(endless, "localhost", send).reason)
    }

    /** Cleartext never goes out, not even where an app made a client for it. */
    @Test
    fun `no cleartext`() {
        val plain = okhttp3.OkHttpClient.Builder().connectionSpecs(listOf(okhttp3.ConnectionSpec.CLEARTEXT)).build()
        assertThrows(IllegalArgumentException::class.java) { OkHttpTransport(plain) }
        ServerSocket(0, 8, InetAddress.getLoopbackAddress()).use { cleartext ->
            var first: Int? = null
            thread(isDaemon = true) { runCatching { cleartext.accept().use { first = it.read() } } }
            val outcome = outcome(OkHttpTransport(), "localhost:${cleartext.localPort}", send)
            assertEquals(Reason.NOT_SENT, outcome.reason)
            assertEquals(22, first, "a TLS handshake record, not a letter of HTTP")
        }
    }
}

private fun Socket.read(): Int = getInputStream().read()
