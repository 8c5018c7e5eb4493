package mailwire

import java.io.IOException

/**
 * Does HTTP: hands one request to a server and its reply back. [JavaHttpTransport] and [OkHttpTransport] are ready made.
 *
 * Who writes one keeps to this: TLS with the certificate verified, no redirect followed, no cookie, no cache, and no
 * repeat of its own, not even on a connection that was kept open and turns out to be gone.
 */
public interface Transport {
    /**
     * Performs one exchange and tells [exchange] how far it came. Returns when the reply is complete.
     *
     * Called with `https` requests only. Cancelling it gives up the connection.
     *
     * @throws IOException the connection could not be made or was lost. What [exchange] was told until then decides
     *   what that means.
     */
    @Throws(IOException::class)
    public suspend fun perform(exchange: HttpExchange)
}
