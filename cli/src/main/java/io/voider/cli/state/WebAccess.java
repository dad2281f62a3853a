package io.voider.cli.state;

import io.voider.transport.identity.PartyName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the page, apart from whoever was given a link for one use.
 *
 * @param password the password's hash, or null without one
 * @param tokens those of scripts
 */
public record WebAccess(@Nullable PasswordHash password, List<WebToken> tokens) {
    /** Nobody. */
    public static final WebAccess NONE = new WebAccess(null, List.of());

    private static final int MOST_TOKENS = 32;

    /** @throws StateException if two tokens are called the same */
    public WebAccess {
        tokens = List.copyOf(tokens);
        StateException.require(tokens.size() <= MOST_TOKENS, "there are at most " + MOST_TOKENS + " tokens");
        StateException.require(
                tokens.stream().map(WebToken::name).distinct().count() == tokens.size(),
                "two tokens are called the same");
    }

    WebAccess with(@Nullable PasswordHash other) {
        return new WebAccess(other, tokens);
    }

    WebAccess adding(WebToken token) {
        StateException.require(
                tokens.stream().noneMatch(other -> PartyName.same(other.name(), token.name())),
                "there is a token called " + token.name() + " already; remove it first");
        List<WebToken> more = new ArrayList<>(tokens);
        more.add(token);
        return new WebAccess(password, more);
    }

    WebAccess removing(String name) {
        List<WebToken> fewer = new ArrayList<>(tokens);
        StateException.require(
                fewer.removeIf(token -> PartyName.same(token.name(), name)), "no token is called " + name);
        return new WebAccess(password, fewer);
    }
}
