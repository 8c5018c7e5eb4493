package mailwire

import java.io.ByteArrayOutputStream

/**
 * One request and what came of it, as a [Transport] tells it. However an attempt ends, this is where its outcome is read:
 * a request whose last byte was held back was surely not sent, for its length is told in its head.
 *
 * May be told from any thread. It prints without secrets.
 */
public class HttpExchange internal constructor(request: HttpRequest, private val maxReplyBytes: Int) {
    /** `GET` or `POST`. */
    public val method: String = request.method().toString()

    /** The address: `https`, and the host that the certificate must be for. */
    public val url: String = request.url()

    /** Names and values of the header fields. They hold credentials: never write them to a log. */
    public val headers: List<Pair<String, String>> =
        request.headers().map { header -> header.use { it.name() to it.value() } }

    /** The body, which may hold credentials; `null` where the request has none. */
    public val body: ByteArray? = request.body()

    private val printed = request.toString()
    private val received = ByteArrayOutputStream()
    private var isHeldBack = false
    private var isHandedOver = false
    private var isTooLong = false
    private var status: Int? = null
    private var replyHeaders: List<ReplyHeader> = emptyList()

    /**
     * The transport will tell when the last byte goes, and it has not gone yet. One that cannot know never calls this:
     * a lost connection is then always an attempt of unknown outcome.
     */
    @Synchronized
    public fun lastByteHeldBack() {
        isHeldBack = true
    }

    /** The last byte of the request goes to the connection now. From here on a missing reply is an unknown outcome. */
    @Synchronized
    public fun lastByteHandedOver() {
        isHandedOver = true
    }

    /** Status and header fields of the final reply. */
    @Synchronized
    public fun head(status: Int, headers: List<ReplyHeader>) {
        this.status = status
        replyHeaders = headers
    }

    /**
     * The next [length] bytes of the reply's body, from the start of [bytes]. `false`: it is longer than is read here, and
     * counts as incomplete; read no more of it.
     */
    @Synchronized
    public fun body(bytes: ByteArray, length: Int = bytes.size): Boolean {
        isTooLong = isTooLong || length > maxReplyBytes - received.size()
        if (!isTooLong) received.write(bytes, 0, length)
        return !isTooLong
    }

    /** What it means for the message that the exchange ended here. [isComplete]: the transport has read all there is. */
    @Synchronized
    internal fun outcome(request: HttpRequest, isComplete: Boolean): SendOutcome {
        val status = status
        // Anything but a certain no counts as a yes.
        if (status == null) return request.interpretLost(isHandedOver || !isHeldBack)
        return request.interpret(status, replyHeaders, received.toByteArray(), isComplete && !isTooLong)
    }

    /** The tokens in the reply to an OAuth request. */
    @Synchronized
    internal fun tokens(request: HttpRequest): Tokens? = status?.let { request.tokens(it, received.toByteArray()) }

    override fun toString(): String = printed
}
