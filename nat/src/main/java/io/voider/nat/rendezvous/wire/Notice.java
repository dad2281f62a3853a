package io.voider.nat.rendezvous.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.voider.nat.rendezvous.Octets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A frame from the rendezvous to a client. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Notice.Welcome.class, name = "welcome"),
    @JsonSubTypes.Type(value = Notice.Owned.class, name = "owned"),
    @JsonSubTypes.Type(value = Notice.Refused.class, name = "refused"),
    @JsonSubTypes.Type(value = Notice.Done.class, name = "done"),
    @JsonSubTypes.Type(value = Notice.Presence.class, name = "presence"),
    @JsonSubTypes.Type(value = Notice.ReaderPresence.class, name = "reader-presence"),
    @JsonSubTypes.Type(value = Notice.FromOwner.class, name = "from-owner"),
    @JsonSubTypes.Type(value = Notice.FromReader.class, name = "from-reader"),
    @JsonSubTypes.Type(value = Notice.Relay.class, name = "relay"),
    @JsonSubTypes.Type(value = Notice.Superseded.class, name = "superseded"),
    @JsonSubTypes.Type(value = Notice.UsedTwice.class, name = "used-twice"),
    @JsonSubTypes.Type(value = Notice.ReaderUsedTwice.class, name = "reader-used-twice"),
    @JsonSubTypes.Type(value = Notice.Pong.class, name = "pong")
})
public sealed interface Notice {
    int VERSION = 2;

    /**
     * The first frame: where the server saw the connection come from, and which endpoints ({@code address:port}) answer
     * STUN Binding requests.
     */
    record Welcome(int version, String observed, List<String> stun) implements Notice {
        public Welcome {
            stun = List.copyOf(stun);
        }
    }

    /** You are the owner; without a relay its credentials are null. */
    record Owned(@Nullable RelayCredentials relay) implements Notice {}

    /** The last frame before the server closes. */
    record Refused(Refusal reason) implements Notice {}

    /** The request with this number is done and on disk. */
    record Done(int request) implements Notice {}

    /**
     * The owner of that line is up, or not: because they are offline, or never knew you, or know you no longer. With credentials for a
     * relay only when up.
     */
    record Presence(int line, boolean up, @Nullable RelayCredentials relay) implements Notice {}

    /** Your reader is up, or not. */
    record ReaderPresence(Octets reader, boolean up) implements Notice {}

    /** The owner of that line sent this. */
    record FromOwner(int line, Octets envelope) implements Notice {}

    /** Your reader sent this. */
    record FromReader(Octets reader, Octets envelope) implements Notice {}

    /** New credentials in place of those that run out. */
    record Relay(RelayCredentials relay) implements Notice {}

    /**
     * Another program, which was started later, shows the same secret for that line, or for the account ({@link Request#ACCOUNT}),
     * and has it as long as it is connected. Answered by {@link Request.Yielded}.
     */
    record Superseded(int line) implements Notice {}

    /** Another program, which was started earlier, shows the same secret for that line, or for the account; you have it. */
    record UsedTwice(int line) implements Notice {}

    /** Two programs show the secret of this reader of yours; the later one has the line. */
    record ReaderUsedTwice(Octets reader) implements Notice {}

    /** I am there. */
    record Pong() implements Notice {}
}
