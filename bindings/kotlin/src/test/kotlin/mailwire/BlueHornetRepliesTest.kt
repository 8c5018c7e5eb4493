package mailwire

import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import org.junit.jupiter.api.Test

/** Every reply of BlueHornet in the vectors, with its calls and rows. */
class BlueHornetRepliesTest {
    private val vectors = Vectors("bluehornet")

    @Test
    fun `every reply has its outcome`() {
        hold(
            vectors.cases("replies.json", "replies", 350).mapNotNull { case ->
                val outcome = outcome(case)
                val expect = case.getValue("expect").jsonObject
                val differing = mapOf(
                    "outcome" to "${outcome.kind}",
                    "reason" to "${outcome.reason}",
                    "http_status" to "${outcome.httpStatus}",
                    "provider_code" to outcome.providerCode.orEmpty(),
                    "diagnosis" to outcome.diagnosis?.toString().orEmpty(),
                    "text" to outcome.text.orEmpty().kept(96),
                ).filter { (name, value) -> value != expect.text(name).orEmpty().kept(if (name == "text") 96 else 999) }
                val calls = if (expect.text("pass_through") == "true") emptyList() else calls(outcome, expect)
                val rows = rows(outcome, expect)
                "${case.text("file")} (${case.text("shows")}): $differing $calls $rows instead of $expect"
                    .takeIf { differing.isNotEmpty() || calls.isNotEmpty() || rows.isNotEmpty() }
            },
        )
    }

    @Test
    fun `every broken reply has its fault and is unknown`() {
        hold(
            vectors.cases("replies.json", "broken", 50).mapNotNull { case ->
                val outcome = outcome(case)
                "${case.text("file")}: ${outcome.kind}, ${outcome.fault} instead of ${case.text("fault")}"
                    .takeIf { outcome.kind != Kind.UNKNOWN || outcome.fault?.fault?.toString() != case.text("fault") }
            },
        )
    }

    /** A file is its own answer, byte for byte. */
    @Test
    fun `a file comes as it is`() {
        val files = vectors.cases("replies.json", "replies", 350).filter {
            val expect = it.getValue("expect").jsonObject
            expect.text("pass_through") == "true" && expect.text("outcome") == "accepted"
        }
        check(files.size > 1)
        hold(
            files.mapNotNull { case ->
                val got = outcome(case).file
                case.text("file").takeIf { got == null || !got.contentEquals(vectors.bytes(case.text("file")!!)) }
            },
        )
    }

    private fun outcome(case: JsonObject): SendOutcome {
        val isPhp = case.text("response_type") == "php"
        val account = BlueHornetAccount(
            "EXAMPLE-API-KEY",
            "EXAMPLE-SHARED-SECRET",
            responseType = if (isPhp) BlueHornetResponseType.PHP else BlueHornetResponseType.XML,
            noHalt = case.text("no_halt") == "true",
        )
        // Arguments enough for every method: what is required is another test's business.
        val arguments = arguments(*ARGUMENTS.map { it to "1" }.toTypedArray())
        val methods = case.list("method").map { it.text() }.ifEmpty { listOf("transactional.sendTransaction") }
        val calls = methods.map { BlueHornetCall.custom(it, arguments) }
        return account.prepareBatch(calls).use {
            it.interpret(case.text("status")?.toInt() ?: 200, emptyList(), vectors.bytes(case.text("file")!!))
        }
    }

    private fun calls(outcome: SendOutcome, expect: JsonObject): List<String> =
        expect.list("calls").map { it.jsonObject }.mapNotNull { want ->
            val got = outcome.calls.single { "${it.number}" == want.text("number") }
            val isSame = "${got.reason}" == want.text("reason") &&
                (!got.isAnswered || "${got.kind}" == want.text("outcome")) &&
                (!got.isAnswered || got.code.orEmpty() == want.text("code").orEmpty()) &&
                (!got.isAnswered || got.text.orEmpty().kept(96) == want.text("text").orEmpty().kept(96)) &&
                (!got.isAnswered || got.detail.orEmpty().kept(40) == want.text("detail").orEmpty().kept(40))
            "$got".takeIf { !isSame }
        }

    private fun rows(outcome: SendOutcome, expect: JsonObject): List<String> {
        val wanted = (expect["rows"] as? JsonArray ?: return emptyList()).map { row -> row.jsonArray.map { it.text() } }
        val got = outcome.rows.map { listOf("${it.item}", it.path, it.value.trim(' ', '\t', '\r', '\n')) }
        return if (got == wanted) emptyList() else listOf("${got.size} rows: ${got - wanted.toSet()}")
    }

    /** What an outcome keeps of a text. */
    private fun String.kept(bytes: Int) = prefix(bytes).trimEnd()

    private companion object {
        val ARGUMENTS = listOf(
            "email", "template_id", "file", "group_id", "group_name", "reply_email", "data_url", "category_id", "id", "name",
            "category_name", "groupname", "subject", "from_description", "from_email", "template_data", "im_schedule",
            "contact_id", "mes_cont_id",
        )
    }
}
