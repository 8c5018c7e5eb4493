package mailwire

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Test

/** Every request to HubSpot in the vectors, made from its fields. */
class HubSpotRequestsTest {
    private val vectors = Vectors("hubspot")

    /** Canonical bodies come out byte for byte; what stands in another form in the file carries the same fields. */
    @Test
    fun `every body is written`() {
        var equal = 0
        hold(
            vectors.cases("requests.json", "requests", 30).mapNotNull { case ->
                val (file, version) = case.text("file")!! to version(case.text("version")!!)
                val fields = case.getValue("fields").jsonObject
                val body = HubSpotAccount.bearer("EXAMPLE-ACCESS-TOKEN").use { account ->
                    account.prepareSingleSend(message(fields, version)).use { String(it.body()!!) }
                }
                val written = listed(Json.parseToJsonElement(body).jsonObject, version)
                if (case.text("bytes_equal") == "true") equal += 1
                when {
                    written != fields -> "$file: $written instead of $fields"
                    case.text("bytes_equal") == "true" && body != String(vectors.bytes(file)) -> "$file: $body"
                    else -> null
                }
            },
        )
        assertEquals(true, equal > 10, "only $equal canonical")
    }

    @Test
    fun `the parts of a request`() {
        val account = HubSpotAccount.bearer("EXAMPLE-ACCESS-TOKEN", userAgent = "example-client/1.0")
        val send = HubSpotSingleSend(4126643121, "jdoe@hubspot.com", sendId = "6", version = HubSpotVersion.V3)
        val request = HttpExchange(account.prepareSingleSend(send), 1)
        assertEquals("POST", request.method)
        assertEquals("https://api.hubapi.com/marketing/v3/transactional/single-email/send", request.url)
        val wanted = listOf(
            "Authorization" to "Bearer EXAMPLE-ACCESS-TOKEN",
            "Content-Type" to "application/json",
            "Accept" to "application/json",
            "User-Agent" to "example-client/1.0",
        )
        assertEquals(wanted, request.headers)
        assertEquals("""{"emailId":4126643121,"message":{"to":"jdoe@hubspot.com","sendId":"6"}}""", String(request.body!!))

        val status = HttpExchange(account.prepareSendStatus("STATUSID"), 1)
        val address = "https://api.hubapi.com/marketing/v3/email/send-statuses/STATUSID"
        assertEquals("GET" to address, status.method to status.url)
        assertNull(status.body)

        val key = HubSpotAccount.retiredV1QueryKey("demo")
        val old = HttpExchange(key.prepareSingleSend(send.copy(sendId = null, version = HubSpotVersion.V1)), 1)
        assertEquals("https://api.hubapi.com/email/public/v1/singleEmail/send?hapikey=demo", old.url)
        assertEquals(listOf("Content-Type", "Accept", "User-Agent"), old.headers.map { it.first })
    }

    @Test
    fun `token calls are forms`() {
        val forms = vectors.cases("requests.json", "forms", 2).associateBy { it.text("file") }
        val app = HubSpotApp("00000000-0000-4000-8000-000000000000", "11111111-1111-4111-8111-111111111111")
        val refresh = app.prepareRefreshToken("na1-EXAMPLE-REFRESH")
        val code = app.prepareAuthorizationCode("na1-EXAMPLE-CODE", "https://app.example.com/oauth-callback")
        for ((file, request) in listOf("req-oauth-refresh.form" to refresh, "req-oauth-code.form" to code)) {
            assertEquals("true", forms.getValue(file).text("bytes_equal"))
            assertEquals(String(vectors.bytes(file)), String(request.body()!!), file)
        }
    }

    @Test
    fun `a property may be any value`() {
        val custom = Properties.Items(
            listOf(
                Property("text", PropertyValue.Text("a\"b")),
                Property("number", PropertyValue.Integer(-5)),
                Property("boolean", PropertyValue.Boolean(true)),
                Property("null", PropertyValue.Null),
                Property("json", PropertyValue.Json(" [1, {\"a\": 2.5}] ")),
            ),
        )
        val account = HubSpotAccount.bearer("EXAMPLE-ACCESS-TOKEN")
        fun custom(properties: Properties): JsonElement? {
            val body = account.prepareSingleSend(HubSpotSingleSend(1, "a@b.example", custom = properties)).body()!!
            return Json.parseToJsonElement(String(body)).jsonObject["customProperties"]
        }
        val wanted = Json.parseToJsonElement(
            """{"text": "a\"b", "number": -5, "boolean": true, "null": null, "json": [1, {"a": 2.5}]}""",
        )
        assertEquals(wanted, custom(custom))
        assertEquals(Json.parseToJsonElement("""{"a":{"b":1.5}}"""), custom(Properties.Object("""{"a":{"b":1.5}}""")))
        assertEquals(Json.parseToJsonElement("""{"a":"1","b":"°"}"""), custom(properties("a" to "1", "b" to "°")))
    }
}

private fun version(word: String): HubSpotVersion = HubSpotVersion.entries.single { it.toString() == word }

/** The message with these fields of the document. */
private fun message(fields: JsonObject, version: HubSpotVersion): HubSpotSingleSend {
    fun texts(name: String) = fields.list(name).map { it.text() }
    fun properties(name: String) = fields.list(name).takeIf { it.isNotEmpty() }?.let { pairs ->
        Properties.Items(
            pairs.map { pair ->
                val (key, value) = pair.jsonArray
                val isText = value is JsonPrimitive && value.isString
                Property(key.text(), if (isText) PropertyValue.Text(value.text()) else PropertyValue.Json("$value"))
            },
        )
    }
    return HubSpotSingleSend(
        emailId = fields.text("email_id")!!.toLong(),
        to = fields.text("to")!!,
        from = fields.text("from"),
        sendId = fields.text("send_id"),
        replyTo = texts("reply_to"),
        cc = texts("cc"),
        bcc = texts("bcc"),
        contact = properties("contact"),
        custom = properties("custom"),
        version = version,
    )
}

/** A body in the words of the document: what another parser reads in it. */
private fun listed(body: JsonObject, version: HubSpotVersion): JsonObject {
    val message = body.getValue("message").jsonObject
    fun pairs(value: JsonElement?): JsonArray = when (value) {
        is JsonObject -> JsonArray(value.map { (name, element) -> JsonArray(listOf(JsonPrimitive(name), element)) })
        is JsonArray -> JsonArray(value.map { JsonArray(listOf(it.jsonObject["name"]!!, it.jsonObject["value"]!!)) })
        else -> JsonArray(emptyList())
    }
    val one = message["replyTo"]
    val replyTo = when {
        version != HubSpotVersion.V1 -> message.list("replyTo")
        one is JsonPrimitive -> JsonArray(listOf(one))
        else -> message.list("replyToList")
    }
    return JsonObject(
        mapOf(
            "email_id" to body.getValue("emailId"),
            "to" to message.getValue("to"),
            "from" to (message["from"] ?: JsonNull),
            "send_id" to (message["sendId"] ?: JsonNull),
            "reply_to" to replyTo,
            "cc" to message.list("cc"),
            "bcc" to message.list("bcc"),
            "contact" to pairs(body["contactProperties"]),
            "custom" to pairs(body["customProperties"]),
        ),
    )
}
