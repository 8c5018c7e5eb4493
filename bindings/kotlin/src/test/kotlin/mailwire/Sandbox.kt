package mailwire

import java.io.File
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpResponse.BodyHandlers
import java.nio.file.Files
import java.nio.file.Path
import java.security.KeyStore
import java.security.cert.CertificateFactory
import java.time.Duration
import java.util.concurrent.TimeUnit
import javax.net.ssl.SSLContext
import javax.net.ssl.TrustManagerFactory
import javax.net.ssl.X509TrustManager
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.jsonArray
import okhttp3.OkHttpClient
import java.net.http.HttpRequest as JavaHttpRequest
import java.net.http.HttpRequest.BodyPublishers

/** A running mailwire-sandbox: HubSpot and BlueHornet over TLS on loopback, with an authority of its own. */
class Sandbox(vararg arguments: String) : AutoCloseable {
    private val folder: Path = Files.createTempDirectory("mailwire-sandbox")
    private val authority = folder.resolve("ca.pem")
    private val process: Process

    /** `localhost:` and the port: a host for accounts. */
    val host: String

    /** Trusts the sandbox's authority and nobody else. */
    val trust: X509TrustManager
    val sslContext: SSLContext
    private val control: HttpClient

    init {
        val port = folder.resolve("address")
        val program = File(checkNotNull(System.getProperty("mailwire.sandbox")) { "no mailwire.sandbox" })
        process = ProcessBuilder(
            listOf(program.path, "--log", "error", "--ca-out", "$authority", "--port-file", "$port") + arguments,
        ).redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        val end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20)
        while (!Files.exists(port)) {
            check(process.isAlive && System.nanoTime() < end) { "the sandbox does not start" }
            Thread.sleep(20)
        }
        host = "localhost:" + Files.readString(port).trim().substringAfterLast(':')
        trust = trusting(authority)
        sslContext = SSLContext.getInstance("TLS").apply { init(null, arrayOf(trust), null) }
        control = HttpClient.newBuilder().sslContext(sslContext).connectTimeout(Duration.ofSeconds(10)).build()
    }

    /** What goes wrong with the next requests, one each. */
    fun faults(vararg faults: String) = faults.forEach { ask("POST", "faults", it) }

    /** Nothing was sent yet, and nothing goes wrong. */
    fun clear() {
        ask("DELETE", "messages")
    }

    /** The mails that HubSpot took over. */
    fun messages(): JsonArray = Json.parseToJsonElement(ask("GET", "messages")).jsonArray

    /** The mails that BlueHornet took over. */
    fun transactions(): JsonArray = Json.parseToJsonElement(ask("GET", "transactions")).jsonArray

    /** Every request that came in. */
    fun requests(): JsonArray = Json.parseToJsonElement(ask("GET", "requests")).jsonArray

    private fun ask(method: String, path: String, body: String = ""): String {
        val request = JavaHttpRequest.newBuilder(URI.create("https://$host/sandbox/$path"))
            .method(method, BodyPublishers.ofString(body)).timeout(Duration.ofSeconds(10)).build()
        val reply = control.send(request, BodyHandlers.ofString())
        check(reply.statusCode() in 200..299) { "$method $path: ${reply.statusCode()} ${reply.body()}" }
        return reply.body()
    }

    override fun close() {
        process.destroy()
        check(process.waitFor(10, TimeUnit.SECONDS))
        folder.toFile().deleteRecursively()
    }
}

private fun trusting(authority: Path): X509TrustManager {
    val certificate = Files.newInputStream(authority).use(CertificateFactory.getInstance("X.509")::generateCertificate)
    val store = KeyStore.getInstance(KeyStore.getDefaultType()).apply {
        load(null, null)
        setCertificateEntry("sandbox", certificate)
    }
    val factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm()).apply { init(store) }
    return factory.trustManagers.filterIsInstance<X509TrustManager>().single()
}

/** The HTTP stacks; each test of a connection runs over both. */
enum class Stack(private val make: (Sandbox) -> Transport, val untaught: () -> Transport) {
    JAVA_NET_HTTP({ JavaHttpTransport(sslContext = it.sslContext) }, { JavaHttpTransport() }),
    OKHTTP(
        { OkHttpTransport(OkHttpClient.Builder().sslSocketFactory(it.sslContext.socketFactory, it.trust).build()) },
        { OkHttpTransport() },
    ),
    ;

    /** A transport that trusts the authority of this sandbox; [untaught] makes one that trusts those of Java. */
    fun trusting(sandbox: Sandbox): Transport = make(sandbox)
}
