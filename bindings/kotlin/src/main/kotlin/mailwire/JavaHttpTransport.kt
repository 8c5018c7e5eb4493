package mailwire

import java.io.IOException
import java.net.ConnectException
import java.net.ProxySelector
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpConnectTimeoutException
import java.net.http.HttpRequest.BodyPublisher
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandler
import java.net.http.HttpResponse.BodySubscriber
import java.net.http.HttpResponse.ResponseInfo
import java.nio.ByteBuffer
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionException
import java.util.concurrent.CompletionStage
import java.util.concurrent.Executor
import java.util.concurrent.Executors
import java.util.concurrent.Flow
import javax.net.ssl.SSLContext
import javax.net.ssl.SSLHandshakeException
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration
import kotlinx.coroutines.suspendCancellableCoroutine
import java.net.http.HttpRequest as JavaHttpRequest

/**
 * HTTP by java.net.http, which every JVM since Java 11 brings. Android does not have it: use [OkHttpTransport] there.
 *
 * Each attempt makes a connection of its own: one that was kept open may be gone without a sign, and what was written to
 * it would be an unknown outcome. Before Java 16 a cancelled attempt is forgotten, but its connection lives on until the
 * server ends it.
 *
 * @param connectTimeout how long a connection may take to come about
 * @param sslContext which authorities to trust; those of the Java installation if not given
 * @param proxies which proxy to use; none if not given
 */
public class JavaHttpTransport(
    private val connectTimeout: Duration = 10.seconds,
    private val sslContext: SSLContext? = null,
    private val proxies: ProxySelector? = null,
) : Transport {
    override suspend fun perform(exchange: HttpExchange) {
        val request = exchange.toJava()
        val client = newClient()
        try {
            client.sendAsync(request, ReplyReader(exchange)).awaitOrAbort()
        } catch (failure: IOException) {
            // Without a body there is no byte to hold back: these alone say that nothing has left.
            if (failure is ConnectException || failure is HttpConnectTimeoutException || failure is SSLHandshakeException) {
                exchange.lastByteHeldBack()
            }
            throw failure
        } finally {
            // From Java 21 on a client can be closed, which waits a moment; before, it ends when nobody has it any more.
            (client as? AutoCloseable)?.let { threads.execute(it::close) }
        }
    }

    private fun newClient(): HttpClient {
        val builder = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connectTimeout.toJavaDuration())
            .executor(threads)
        sslContext?.let(builder::sslContext)
        proxies?.let(builder::proxy)
        return builder.build()
    }
}

/** Daemons: an app that ends does not wait for them. */
private val threads: Executor = Executors.newCachedThreadPool { work ->
    Thread(work, "mailwire-http").apply { isDaemon = true }
}

private fun HttpExchange.toJava(): JavaHttpRequest {
    val publisher = body?.let { LastByteApart(it, this) } ?: BodyPublishers.noBody()
    val builder = JavaHttpRequest.newBuilder(URI.create(url)).method(method, publisher)
    headers.forEach { (name, value) -> builder.header(name, value) }
    return builder.build()
}

/** As `await`, which would leave the connection as it is: only an interrupting cancel gives it up. */
private suspend fun <T> CompletableFuture<T>.awaitOrAbort(): T = suspendCancellableCoroutine { continuation ->
    continuation.invokeOnCancellation { cancel(true) }
    whenComplete { value, failure ->
        when {
            failure == null -> continuation.resume(value)
            failure is CompletionException -> continuation.resumeWithException(failure.cause ?: failure)
            else -> continuation.resumeWithException(failure)
        }
    }
}

/**
 * The body in pieces, the last byte a piece of its own. The client asks for a piece when it has taken the one before, so
 * the last byte cannot have left before it was asked for.
 */
private class LastByteApart(private val body: ByteArray, private val exchange: HttpExchange) : BodyPublisher {
    override fun contentLength(): Long = body.size.toLong()

    override fun subscribe(subscriber: Flow.Subscriber<in ByteBuffer>) {
        exchange.lastByteHeldBack()
        subscriber.onSubscribe(Pieces(subscriber))
    }

    private inner class Pieces(private val subscriber: Flow.Subscriber<in ByteBuffer>) : Flow.Subscription {
        private var from = 0
        private var wanted = 0L
        private var isEmitting = false
        private var isCancelled = false

        override fun request(count: Long) {
            synchronized(this) {
                wanted += count.coerceIn(0, Long.MAX_VALUE - wanted)
                // A call from within onNext: the loop below sees what is wanted.
                if (isEmitting) return
                isEmitting = true
            }
            while (true) {
                val piece = next() ?: return
                val isLast = synchronized(this) { from == body.size }
                if (isLast) exchange.lastByteHandedOver()
                subscriber.onNext(piece)
                if (isLast) subscriber.onComplete()
            }
        }

        @Synchronized
        private fun next(): ByteBuffer? {
            val left = body.size - from
            if (isCancelled || wanted == 0L || left == 0) {
                isEmitting = false
                return null
            }
            val length = if (left == 1) 1 else minOf(PIECE, left - 1)
            wanted -= 1
            from += length
            return ByteBuffer.wrap(body, from - length, length).asReadOnlyBuffer()
        }

        override fun cancel() = synchronized(this) { isCancelled = true }
    }

    private companion object {
        /** Small enough that a connection which takes no more is noticed before the end. */
        const val PIECE = 8192
    }
}

/** Tells head and body as they come, so that what came of a reply that was cut is not lost. */
private class ReplyReader(private val exchange: HttpExchange) : BodyHandler<Unit>, BodySubscriber<Unit> {
    private val end = CompletableFuture<Unit>()
    private lateinit var subscription: Flow.Subscription

    override fun apply(info: ResponseInfo): BodySubscriber<Unit> {
        val headers = info.headers().map().flatMap { (name, values) -> values.map { ReplyHeader(name, it) } }
        exchange.head(info.statusCode(), headers)
        return this
    }

    override fun getBody(): CompletionStage<Unit> = end

    override fun onSubscribe(subscription: Flow.Subscription) {
        this.subscription = subscription
        subscription.request(Long.MAX_VALUE)
    }

    override fun onNext(buffers: List<ByteBuffer>) {
        for (buffer in buffers) {
            val bytes = ByteArray(buffer.remaining()).also(buffer::get)
            if (!exchange.body(bytes)) {
                subscription.cancel()
                end.completeExceptionally(IOException("the reply is too long"))
            }
        }
    }

    override fun onError(failure: Throwable) {
        end.completeExceptionally(failure)
    }

    override fun onComplete() {
        end.complete(Unit)
    }
}
