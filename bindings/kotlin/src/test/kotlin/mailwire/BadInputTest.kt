package mailwire

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

/** Bad input throws, names the field and never gets to a transport. */
class BadInputTest {
    private val nobody = object : Transport {
        override suspend fun perform(exchange: HttpExchange): Unit = throw AssertionError("$exchange was sent")
    }
    private val good = HubSpotSingleSend(4126643121, "jane@customer.example")

    @Test
    fun `values of a message`() {
        val hubSpot = HubSpot(HubSpotAccount.bearer("EXAMPLE-ACCESS-TOKEN"), nobody)
        val cases = listOf(
            good.copy(emailId = 0) to Triple(Field.EMAIL_ID, 0, Problem.OutOfRange),
            good.copy(emailId = -7) to Triple(Field.EMAIL_ID, 0, Problem.OutOfRange),
            good.copy(to = "") to Triple(Field.TO, 0, Problem.Empty),
            good.copy(to = "nobody") to Triple(Field.TO, 0, Problem.NotAnAddress),
            good.copy(to = "a@b.example, c@d.example") to Triple(Field.TO, 0, Problem.SeveralAddresses),
            good.copy(to = "a@b.example\r\nBcc: c@d.example") to Triple(Field.TO, 0, Problem.Forbidden(11)),
            good.copy(sendId = "two words") to Triple(Field.SEND_ID, 0, Problem.Forbidden(3)),
            good.copy(cc = listOf("a@b.example", "c")) to Triple(Field.CC, 1, Problem.NotAnAddress),
            good.copy(custom = properties("a" to "1", "a" to "2")) to
                Triple(Field.CUSTOM_PROPERTY_NAME, 1, Problem.Duplicate),
            good.copy(contact = Properties.Items(listOf(Property("n", PropertyValue.Integer(1))))) to
                Triple(Field.CONTACT_PROPERTY_VALUE, 0, Problem.NotText),
        )
        for ((message, wanted) in cases) {
            val refused = assertThrows(MailwireException.Config::class.java) { runBlocking { hubSpot.send(message) } }
            assertEquals(wanted, Triple(refused.field, refused.item, refused.problem), "$message")
        }
    }

    @Test
    fun `credentials and hosts`() {
        fun field(make: () -> Any) =
            assertThrows(MailwireException.Config::class.java) { make() }.let { it.field to it.problem }
        assertEquals(Field.TOKEN to Problem.Empty, field { HubSpotAccount.bearer(" ") })
        assertEquals(
            Field.TOKEN to Problem.IsApiKey,
            field { HubSpotAccount.bearer("00000000-0000-4000-8000-000000000000") },
        )
        assertEquals(Field.HOST to Problem.NotAHost, field { HubSpotAccount.bearer("t", host = "http://api.hubapi.com") })
        assertEquals(Field.USER_AGENT to Problem.Forbidden(1), field { HubSpotAccount.bearer("t", userAgent = "a\nb") })
        assertEquals(Field.CLIENT_ID to Problem.Empty, field { HubSpotApp("", "s") })
        assertEquals(Field.CLIENT_SECRET to Problem.Empty, field { HubSpotApp("i", "") })
        assertEquals(Field.API_KEY to Problem.Empty, field { BlueHornetAccount("", "s") })
        assertEquals(Field.SHARED_SECRET to Problem.Forbidden(1), field { BlueHornetAccount("k", "a b") })
    }

    @Test
    fun `calls of a batch`() {
        val blueHornet = BlueHornet(BlueHornetAccount("k", "s"), nobody)
        fun refused(calls: List<BlueHornetCall>) =
            assertThrows(MailwireException::class.java) { runBlocking { blueHornet.send(calls) } }
        val good = BlueHornetCall.checkEmail("jane@customer.example")
        assertEquals(Field.CALLS, (refused(emptyList()) as MailwireException.Config).field)
        val many = refused(List(65) { good }) as MailwireException.Capacity
        assertEquals(Triple(Limit.CALLS, 65L, 64L), Triple(many.limit, many.needed, many.available))
        val second = refused(listOf(good, BlueHornetCall("utilities.checkEmail"))) as MailwireException.Config
        assertEquals(Field.ARGUMENT_NAME to 1, second.field to second.item)
        assertEquals(Problem.MissingArgument("email"), second.problem)
        val unknown = assertThrows(MailwireException.Config::class.java) { BlueHornetCall("account.removeTheMoon") }
        assertEquals(Field.METHOD_NAME, unknown.field)
    }

    @Test
    fun `a grant without tokens, and a bad message before its tokens are asked for`() {
        val grant = OauthGrant(HubSpotApp("id", "EXAMPLE-SECRET"), MemoryTokenStore(), nobody)
        val hubSpot = HubSpot(grant, nobody)
        assertThrows(MailwireException.Config::class.java) { runBlocking { hubSpot.send(good.copy(to = "nobody")) } }
        assertThrows(OauthException.NoTokens::class.java) { runBlocking { hubSpot.send(good) } }
        assertThrows(MailwireException.Config::class.java) { runBlocking { grant.redeem("", "https://app.example.com/") } }
    }
}
