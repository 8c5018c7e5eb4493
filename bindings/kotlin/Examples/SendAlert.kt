import mailwire.*

suspend fun main() {
    val account = HubSpotAccount.bearer(System.getenv("MAILWIRE_HUBSPOT_TOKEN"), host = System.getenv("MAILWIRE_HUBSPOT_HOST"))
    val alert = HubSpotSingleSend(
        emailId = 4126643121, to = "jane@customer.example", custom = properties("alert" to "Boiler 7: 96 °C"),
        sendId = "boiler-7-0042", // from the event: it keeps a repeat from being a second mail
    )
    val outcome = HubSpot(account, JavaHttpTransport()).send(alert) { println(it) } // OkHttpTransport() on Android
    when (outcome.kind) {
        Kind.ACCEPTED -> println("taken over: ${outcome.reason}")
        Kind.REJECTED -> println("never as it stands: ${outcome.hint ?: outcome.text}")
        Kind.DEFERRED -> println("surely not sent, try again later: ${outcome.reason}")
        Kind.UNKNOWN -> println("it may have been sent: ${outcome.reason}")
    }
}
