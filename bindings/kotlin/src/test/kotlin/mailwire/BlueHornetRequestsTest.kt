package mailwire

import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

/** Every request to BlueHornet in the vectors, made from its calls; methods; whitelists. */
class BlueHornetRequestsTest {
    private val vectors = Vectors("bluehornet")
    private val canonical = vectors.cases("requests.json", "requests", 30).filter { it.text("bytes_equal") == "true" }

    @Test
    fun `every canonical document is written`() {
        check(canonical.size > 20)
        hold(
            canonical.mapNotNull { case ->
                val body = body(case, BlueHornetCarriage.RAW)
                "${case.text("file")}: $body".takeIf { body != String(vectors.bytes(case.text("file")!!)) }
            },
        )
    }

    @Test
    fun `documents go as a form`() {
        val forms = vectors.cases("requests.json", "forms", 5).filter { it.text("bytes_equal") == "true" }
        hold(
            forms.mapNotNull { form ->
                val body = body(canonical.single { it.text("file") == form.text("carries") }, BlueHornetCarriage.FORM)
                "${form.text("file")}: $body".takeIf { body != String(vectors.bytes(form.text("file")!!)) }
            },
        )
    }

    @Test
    fun `typed calls write what the vectors have`() {
        val account = account(canonical.first(), BlueHornetCarriage.RAW)
        val send = BlueHornetCall.sendTransaction("duty@harbour.example", 7100042)
        val body = account.prepareBatch(listOf(send)).body()!!
        assertEquals(String(vectors.bytes("req_sendtransaction_minimal.xml")), String(body))
    }

    @Test
    fun `the table of methods has every documented one`() {
        val documented = vectors.cases("methods.json", "methods", 50)
        val methods = blueHornetMethods().associateBy { it.name }
        assertEquals(documented.map { it.text("name") }.toSet(), methods.keys)
        val account = BlueHornetAccount("k", "s")
        for (row in documented) {
            val method = methods.getValue(row.text("name")!!)
            assertEquals(row.text("alone") == "true", method.isAlone, method.name)
            assertEquals(row.text("xml_only") == "true", method.isXmlOnly, method.name)
            val missing = method.required.firstOrNull() ?: continue
            val refused = assertThrows(MailwireException.Config::class.java) {
                account.prepareBatch(listOf(BlueHornetCall(method.name)))
            }
            assertEquals(Field.ARGUMENT_NAME, refused.field)
            assertEquals(Problem.MissingArgument(missing), refused.problem)
        }
    }

    @Test
    fun `every notation of a whitelist`() {
        for (case in vectors.cases("whitelist.json", "good", 5)) {
            val list = Whitelist(case.text("text")!!)
            assertEquals(case.list("entries").size, list.entries().size, case.text("text"))
            for ((address, isCovered) in case.list("covers").map { it.jsonArray }) {
                assertEquals(isCovered.text() == "true", list.covers(address.text()), "${case.text("text")} covers $address")
            }
        }
        for (case in vectors.cases("whitelist.json", "bad", 5)) {
            val refused = assertThrows(MailwireException.Whitelist::class.java) { Whitelist(case.text("text")!!) }
            assertEquals(case.text("fault"), refused.fault.toString(), case.text("text"))
            assertEquals(case.text("offset"), refused.offset.toString(), case.text("text"))
        }
        assertThrows(MailwireException.Whitelist::class.java) { Whitelist("10.0.0.1").covers("pumps") }
    }

    private fun account(case: JsonObject, carriage: BlueHornetCarriage): BlueHornetAccount {
        val authentication = case.getValue("authentication").jsonObject
        return BlueHornetAccount(
            authentication.text("api_key")!!,
            authentication.text("shared_secret")!!,
            responseType = BlueHornetResponseType.entries.single { "$it" == authentication.text("response_type") },
            carriage = carriage,
            noHalt = authentication.text("no_halt") in listOf("true", "1"),
        )
    }

    private fun body(case: JsonObject, carriage: BlueHornetCarriage): String {
        val calls = case.list("calls").map { it.jsonObject }
            .map { BlueHornetCall.custom(it.text("method")!!, members(it.list("arguments"))) }
        return account(case, carriage).prepareBatch(calls).use { String(it.body()!!) }
    }

    private fun members(pairs: JsonArray): List<Argument> =
        pairs.map { it.jsonArray }.map { (name, value) -> Argument(name.text(), value(value)) }

    private fun value(value: JsonElement): ArgumentValue = when (value) {
        is JsonArray -> ArgumentValue.Nested(members(value))
        is JsonObject -> {
            val items = value.list("list").map(::value)
            value.text("child")?.let { ArgumentValue.ListOf(items, it) } ?: ArgumentValue.ListOf(items)
        }
        is JsonPrimitive -> when {
            value.isString -> ArgumentValue.Text(value.content)
            value.content in listOf("true", "false") -> ArgumentValue.Boolean(value.content.toBoolean())
            else -> ArgumentValue.Number(value.content.toLong())
        }
    }
}
