package mailwire

import java.nio.file.Files
import java.nio.file.Path
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** The vectors of one provider: documents that list cases, and the files they name. */
class Vectors(provider: String) {
    private val folder = Path.of(checkNotNull(System.getProperty("mailwire.vectors")) { "no mailwire.vectors" }, provider)

    fun bytes(file: String): ByteArray = Files.readAllBytes(folder.resolve(file))

    /** The cases of one list of a document: at least [atLeast], so that a list that went astray is seen. */
    fun cases(document: String, list: String, atLeast: Int): List<JsonObject> {
        val cases = Json.parseToJsonElement(String(bytes(document))).jsonObject.getValue(list).jsonArray
        check(cases.size >= atLeast) { "$document has ${cases.size} $list" }
        return cases.map { it.jsonObject }
    }
}

fun JsonObject.text(name: String): String? = this[name]?.jsonPrimitive?.contentOrNull

fun JsonObject.list(name: String): JsonArray = this[name]?.jsonArray ?: JsonArray(emptyList())

fun JsonElement.text(): String = jsonPrimitive.content

/** The longest prefix with at most so many bytes of UTF-8: what an outcome keeps of a text. */
fun String.prefix(bytes: Int): String {
    var end = length
    while (substring(0, end).toByteArray().size > bytes) end = offsetByCodePoints(end, -1)
    return substring(0, end)
}

/** All that differ, in one message. */
fun hold(differences: List<String>) {
    if (differences.isNotEmpty()) throw AssertionError("${differences.size} differ:\n${differences.joinToString("\n")}")
}
