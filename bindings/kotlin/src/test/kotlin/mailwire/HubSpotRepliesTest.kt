package mailwire

import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** Every reply of HubSpot in the vectors, with what must come out. */
class HubSpotRepliesTest {
    private val vectors = Vectors("hubspot")

    /** Bodies under a status: read as they are. */
    @Test
    fun `every body has its outcome`() {
        val cases = vectors.cases("replies.json", "replies", 360).filter { it.text("status") != null }
        hold(
            cases.mapNotNull { case ->
                val body = vectors.bytes(case.text("file")!!)
                val outcome = request(case).use { it.interpret(case.text("status")!!.toInt(), emptyList(), body) }
                difference(case, outcome)
            },
        )
    }

    /** Whole messages: served as they are, to both HTTP stacks. */
    @Test
    fun `every message has its outcome over a connection`() {
        val cases = vectors.cases("replies.json", "replies", 360).filter { it.text("status") == null }
        assertEquals(true, cases.size > 30)
        var answer = ByteArray(0)
        RawServer { answer }.use { server ->
            hold(
                cases.flatMap { case ->
                    answer = vectors.bytes(case.text("file")!!)
                    Stack.entries.mapNotNull { stack ->
                        val outcome = over(stack, server, case)
                        val isUnreadable = stack == Stack.OKHTTP && case.text("file") == NOT_FOR_OKHTTP
                        difference(case, outcome).takeIf { !isUnreadable || outcome.kind != Kind.UNKNOWN }
                    }
                },
            )
        }
    }

    /**
     * What breaks HTTP says nothing about the message. Some of it the stacks mend: then the whole body is there, and is read.
     */
    @Test
    fun `a broken message is unknown`() {
        var answer = ByteArray(0)
        RawServer { answer }.use { server ->
            hold(
                vectors.cases("replies.json", "broken", 20).flatMap { case ->
                    val file = case.text("file")!!
                    answer = vectors.bytes(file)
                    Stack.entries.mapNotNull { stack ->
                        val outcome = over(stack, server, case)
                        val isRead = file in MENDED && outcome.kind == Kind.ACCEPTED && outcome.statusId == STATUS_ID
                        "$file over $stack: ${outcome.kind}, ${outcome.reason}"
                            .takeIf { outcome.kind != Kind.UNKNOWN && !isRead }
                    }
                },
            )
        }
    }

    /** The request that the reply answers. */
    private fun request(case: JsonObject, host: String? = null): HttpRequest {
        val account = HubSpotAccount.bearer("EXAMPLE-ACCESS-TOKEN", host)
        return account.use {
            when (case.text("operation")) {
                "send-status" -> it.prepareSendStatus(STATUS_ID)
                "oauth" ->
                    HubSpotApp("id", "EXAMPLE-SECRET", host = host).use { app -> app.prepareRefreshToken("EXAMPLE-REFRESH") }
                else -> it.prepareSingleSend(HubSpotSingleSend(4126643121, "jdoe@hubspot.com", sendId = "6"))
            }
        }
    }

    private fun over(stack: Stack, server: RawServer, case: JsonObject): SendOutcome = runBlocking {
        val delivery = Delivery(server.transport(stack), Schedule(attempts = 1), 10.seconds, 1 shl 20)
        request(case, server.host).use { delivery.send(it, {}).outcome }
    }

    private fun difference(case: JsonObject, outcome: SendOutcome): String? {
        val expect = case.getValue("expect").jsonObject
        val got = mapOf(
            "outcome" to "${outcome.kind}",
            "reason" to "${outcome.reason}",
            "http_status" to "${outcome.httpStatus}",
            "provider_code" to outcome.providerCode.orEmpty(),
            "text" to outcome.text.orEmpty(),
            "correlation_id" to outcome.correlationId.orEmpty(),
            "status_id" to outcome.statusId.orEmpty(),
            "event_id" to outcome.eventId.orEmpty(),
            "retry_after_s" to (outcome.retryAfter as? RetryAfter.Seconds)?.seconds?.toString().orEmpty(),
            "diagnosis" to outcome.diagnosis?.toString().orEmpty(),
        )
        assertEquals(expect.keys, got.keys)
        val differing = got.filter { (name, value) ->
            value != expect.getValue(name).jsonPrimitive.contentOrNull.orEmpty().prefix(ROOM[name] ?: Int.MAX_VALUE)
        }
        return "${case.text("file")} as ${case.text("operation")}: $differing instead of $expect"
            .takeIf { differing.isNotEmpty() }
    }

    private companion object {
        /** Bytes that an outcome keeps of a text. */
        val ROOM = mapOf("text" to 128, "correlation_id" to 36, "status_id" to 64, "provider_code" to 40, "event_id" to 36)

        /** OkHttp 4 takes one interim reply at most; a second one makes the outcome unknown. */
        const val NOT_FOR_OKHTTP = "http-1xx-twice-then-200.http"

        /** Broken messages that an HTTP stack reads all the same. */
        val MENDED = setOf(
            "http-bad-bare-lf.http",
            "http-bad-content-length-differs.http",
            "http-bad-content-length-signed.http",
            "http-bad-folded-line.http",
            "http-bad-length-and-chunked.http",
            "http-bad-nul-in-value.http",
            "http-bad-space-before-colon.http",
        )

        const val STATUS_ID = "AbCdEf0123456789-example-status-id"
    }
}
