package mailwire

import java.nio.file.Files
import java.nio.file.Path
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.Test

/** Native memory: freed when nobody has the object any more, or at once by `close`. */
class LifetimesTest {
    private val status = Path.of("/proc/self/status")

    private fun residentMegabytes(): Long =
        Files.readAllLines(status).first { it.startsWith("VmRSS:") }.filter(Char::isDigit).toLong() / 1024

    /** 120 MB of accounts that nobody closes. */
    @Test
    fun `what is forgotten is freed`() {
        assumeTrue(Files.exists(status), "reads /proc")
        val token = "x".repeat(2000)
        val before = residentMegabytes()
        repeat(12) {
            repeat(5000) { HubSpotAccount.bearer(token) }
            System.gc()
            Thread.sleep(20)
        }
        val grown = residentMegabytes() - before
        assertTrue(grown < 80, "grown by $grown MB")
    }

    @Test
    fun `closed twice is closed, and used after that is told`() {
        val account = HubSpotAccount.bearer("EXAMPLE-ACCESS-TOKEN")
        val request = account.prepareSendStatus("s")
        account.close()
        account.close()
        assertThrows(IllegalStateException::class.java) { account.prepareSendStatus("s") }
        assertEquals("https://api.hubapi.com/marketing/v3/email/send-statuses/s", request.url(), "it stands on its own")
    }
}
