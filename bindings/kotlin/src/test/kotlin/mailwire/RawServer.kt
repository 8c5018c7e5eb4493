package mailwire

import java.io.InputStream
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.Socket
import java.nio.file.Files
import java.security.KeyStore
import java.util.concurrent.TimeUnit
import javax.net.ssl.KeyManagerFactory
import javax.net.ssl.SSLContext
import javax.net.ssl.SSLServerSocket
import javax.net.ssl.TrustManagerFactory
import javax.net.ssl.X509TrustManager
import kotlin.concurrent.thread
import okhttp3.OkHttpClient

/**
 * Answers each request with bytes as they are, good HTTP or not, over TLS, and ends the connection behind them. With
 * [readsOnly] it reads no more than so many bytes and resets the connection, unless it [staysOpen].
 */
class RawServer(
    private val readsOnly: Int? = null,
    private val staysOpen: Boolean = false,
    private val beforeAnswer: (Socket) -> Unit = {},
    private val answer: () -> ByteArray,
) : AutoCloseable {
    private val socket: SSLServerSocket
    private val worker: Thread
    val host: String

    /** Requests that came in whole. */
    @Volatile
    var requests = 0
        private set

    private val transports: Map<Stack, Transport>

    /** A transport that trusts this server. */
    fun transport(stack: Stack): Transport = transports.getValue(stack)

    init {
        val folder = Files.createTempDirectory("mailwire-raw")
        val file = folder.resolve("key.p12")
        // A password because the format wants one; the key is made for this run and forgotten with it.
        val password = "of-this-run"
        val keytool = ProcessBuilder(
            System.getProperty("java.home") + "/bin/keytool", "-genkeypair", "-keyalg", "EC", "-alias", "server",
            "-dname", "CN=localhost", "-ext", "san=dns:localhost", "-validity", "2", "-storetype", "PKCS12",
            "-keystore", "$file", "-storepass", password,
        ).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
        check(keytool.waitFor(60, TimeUnit.SECONDS) && keytool.exitValue() == 0) { "keytool failed" }
        val store = KeyStore.getInstance("PKCS12")
        Files.newInputStream(file).use { store.load(it, password.toCharArray()) }
        folder.toFile().deleteRecursively()

        val keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm())
        keys.init(store, password.toCharArray())
        val server = SSLContext.getInstance("TLS").apply { init(keys.keyManagers, null, null) }
        socket = server.serverSocketFactory.createServerSocket() as SSLServerSocket
        // Small, so that a client soon feels that nobody reads.
        socket.receiveBufferSize = 65536
        socket.bind(InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8)
        host = "localhost:${socket.localPort}"

        val certificates = KeyStore.getInstance(KeyStore.getDefaultType()).apply {
            load(null, null)
            setCertificateEntry("server", store.getCertificate("server"))
        }
        val factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm()).apply { init(certificates) }
        val trust = factory.trustManagers.filterIsInstance<X509TrustManager>().single()
        val client = SSLContext.getInstance("TLS").apply { init(null, arrayOf(trust), null) }
        transports = mapOf(
            Stack.JAVA_NET_HTTP to JavaHttpTransport(sslContext = client),
            Stack.OKHTTP to OkHttpTransport(OkHttpClient.Builder().sslSocketFactory(client.socketFactory, trust).build()),
        )
        worker = thread(isDaemon = true, name = "raw-server") { serve() }
    }

    private fun serve() {
        while (!socket.isClosed) {
            runCatching {
                socket.accept().use { connection ->
                    connection.soTimeout = 10_000
                    if (readsOnly != null) {
                        connection.getInputStream().readNBytes(readsOnly)
                        if (staysOpen) Thread.sleep(60_000)
                        // What was not read makes it a reset.
                        connection.setSoLinger(true, 0)
                        return@use
                    }
                    readRequest(connection.getInputStream())
                    beforeAnswer(connection)
                    connection.getOutputStream().apply {
                        write(answer())
                        flush()
                    }
                }
            }
        }
    }

    /** Head and body, by its length. */
    private fun readRequest(input: InputStream) {
        val head = StringBuilder()
        while (!head.endsWith("\r\n\r\n")) {
            val byte = input.read()
            if (byte < 0) return
            head.append(byte.toChar())
        }
        val length = Regex("(?i)\r\ncontent-length: *([0-9]+)").find(head)?.groupValues?.get(1)?.toInt() ?: 0
        if (input.readNBytes(length).size == length) requests += 1
    }

    override fun close() {
        socket.close()
        worker.interrupt()
        worker.join(10_000)
    }
}
