package mailwire

import java.io.IOException
import java.util.concurrent.TimeUnit
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration
import kotlinx.coroutines.suspendCancellableCoroutine
import okhttp3.Authenticator
import okhttp3.Call
import okhttp3.ConnectionPool
import okhttp3.CookieJar
import okhttp3.EventListener
import okhttp3.MediaType
import okhttp3.OkHttpClient
import okhttp3.Protocol
import okhttp3.Request
import okhttp3.RequestBody
import okhttp3.Response
import okio.BufferedSink

/**
 * HTTP by OkHttp, 4.12 or newer: the choice on Android.
 *
 * Each attempt makes a connection of its own: one that was kept open may be gone without a sign, and what was written to
 * it would be an unknown outcome.
 *
 * @param client where proxy, name lookup, certificate pinning and the like come from. Not taken over: interceptors and
 *   listeners, which could log a credential or send twice, cookies, cache, authenticators, redirects, its connections.
 * @param connectTimeout how long a connection may take to come about
 */
public class OkHttpTransport(
    client: OkHttpClient = OkHttpClient(),
    connectTimeout: Duration = 10.seconds,
) : Transport {
    private val client = client.newBuilder()
        .apply {
            interceptors().clear()
            networkInterceptors().clear()
        }
        .cookieJar(CookieJar.NO_COOKIES)
        .cache(null)
        .authenticator(Authenticator.NONE)
        .followRedirects(false)
        .followSslRedirects(false)
        .connectionSpecs(client.connectionSpecs.filter { it.isTls }.also { require(it.isNotEmpty()) { "client: no TLS" } })
        .protocols(listOf(Protocol.HTTP_1_1))
        .connectionPool(ConnectionPool(0, 1, TimeUnit.SECONDS))
        .connectTimeout(connectTimeout.toJavaDuration())
        // The time for a whole attempt is counted by who calls.
        .callTimeout(java.time.Duration.ZERO)
        .readTimeout(java.time.Duration.ZERO)
        .writeTimeout(java.time.Duration.ZERO)
        .build()

    override suspend fun perform(exchange: HttpExchange) {
        exchange.lastByteHeldBack()
        val own = client.newBuilder().eventListener(HeadWatcher(exchange)).build()
        val call = own.newCall(exchange.toOkHttp())
        suspendCancellableCoroutine { continuation ->
            continuation.invokeOnCancellation { call.cancel() }
            // Not `enqueue`: what OkHttp did not expect, such as a second interim reply, it throws there on a thread of its
            // own, which ends an Android app.
            own.dispatcher.executorService.execute {
                continuation.resumeWith(runCatching { call.execute().use { it.readTo(exchange) } })
            }
        }
    }
}

private fun HttpExchange.toOkHttp(): Request {
    val builder = Request.Builder().url(url).method(method, body?.let { LastByteFlushed(it, this) })
    headers.forEach { (name, value) -> builder.addHeader(name, value) }
    // Else OkHttp asks for gzip by itself, and the end of a reply that was cut is harder to tell.
    builder.addHeader("Accept-Encoding", "identity")
    return builder.build()
}

/** A request without a body is sent with its head. */
private class HeadWatcher(private val exchange: HttpExchange) : EventListener() {
    override fun requestHeadersStart(call: Call) {
        if (call.request().body == null) exchange.lastByteHandedOver()
    }
}

/**
 * The body, the last byte apart: it is given only when all before it went out. Written once at most, which also
 * keeps OkHttp from repeating the request after a 408 or 503.
 */
private class LastByteFlushed(private val body: ByteArray, private val exchange: HttpExchange) : RequestBody() {
    /** The head fields have it. */
    override fun contentType(): MediaType? = null

    override fun contentLength(): Long = body.size.toLong()

    override fun isOneShot(): Boolean = true

    override fun writeTo(sink: BufferedSink) {
        sink.write(body, 0, body.size - 1)
        sink.flush()
        exchange.lastByteHandedOver()
        sink.write(body, body.size - 1, 1)
    }
}

private fun Response.readTo(exchange: HttpExchange) {
    exchange.head(code, headers.map { (name, value) -> ReplyHeader(name, value) })
    val source = body?.byteStream() ?: return
    val piece = ByteArray(8192)
    while (true) {
        val length = source.read(piece)
        if (length < 0) return
        if (!exchange.body(piece, length)) throw IOException("the reply is too long")
    }
}
