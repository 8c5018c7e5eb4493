package mailwire

import java.time.Instant

/** Where an app keeps the tokens of an [OauthGrant]: the place of the platform for secrets, such as Android's Keystore. */
public interface TokenStore {
    /** The tokens kept last; `null` if there are none. */
    public suspend fun load(): KeptTokens?

    /** Keeps [tokens] in place of those before. Called for each new pair, before it is used. */
    public suspend fun save(tokens: KeptTokens)
}

/** Tokens as they are kept. They print without the secrets. */
public class KeptTokens(
    /** What requests carry. */
    public val accessToken: String,
    /** What brings the next access token. */
    public val refreshToken: String,
    /** When the access token stops working; `null`: the service did not say. */
    public val expiresAt: Instant? = null,
) {
    override fun toString(): String = "KeptTokens(***, until ${expiresAt ?: "?"})"
}

/** Keeps tokens as long as the program runs. */
public class MemoryTokenStore(@Volatile private var tokens: KeptTokens? = null) : TokenStore {
    override suspend fun load(): KeptTokens? = tokens

    override suspend fun save(tokens: KeptTokens) {
        this.tokens = tokens
    }
}
