package io.voider.transport.openvpn;

import java.util.List;
import java.util.Optional;

/** What OpenVPN says on its management connection ({@code doc/management-notes.txt}). Text is as it came, unescaped. */
public sealed interface ManagementMessage {

    /** The answer to a command, or a part of it. */
    sealed interface Reply extends ManagementMessage {}

    /** {@code SUCCESS: text}. */
    record Success(String text) implements Reply {}

    /** {@code ERROR: text}. */
    record Failure(String text) implements Reply {}

    /** Lines that are closed by {@code END}. */
    record Body(List<String> lines) implements Reply {
        public Body {
            lines = List.copyOf(lines);
        }
    }

    /** What OpenVPN says of its own accord, at any time. */
    sealed interface Notification extends ManagementMessage {}

    /** It waits to be released and suggests to let it wait that long. */
    record Hold(long waitSeconds) implements Notification {}

    /**
     * Where it stands.
     *
     * @param timeSeconds since 1970
     * @param name {@code CONNECTING}, {@code CONNECTED}, {@code EXITING}, …
     * @param detail why
     * @param rest addresses, as they came
     */
    record State(long timeSeconds, String name, String detail, List<String> rest) implements Notification {
        public State {
            rest = List.copyOf(rest);
        }
    }

    /** Bytes through a client's tunnel so far. */
    record ByteCount(long received, long sent) implements Notification {}

    /** Bytes through one of a server's tunnels so far. */
    record ClientByteCount(long clientId, long received, long sent) implements Notification {}

    /**
     * A line of its log.
     *
     * @param flags {@code F} fatal, {@code N} error, {@code W} warning, {@code I} information, {@code D} debugging
     */
    record Log(long timeSeconds, String flags, String text) implements Notification {}

    /**
     * Something about a server's client, with its environment.
     *
     * @param event {@code CONNECT}, {@code REAUTH}, {@code ESTABLISHED}, {@code DISCONNECT} or {@code CR_RESPONSE}
     * @param ids the client's id, and what else followed it
     * @param environment lines {@code name=value}
     */
    record Client(String event, String ids, List<String> environment) implements Notification {
        public Client {
            environment = List.copyOf(environment);
        }

        /** The value of one of the environment's names. */
        public Optional<String> variable(String name) {
            return environment.stream()
                    .filter(line -> line.startsWith(name) && line.startsWith("=", name.length()))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst();
        }
    }

    /** Any other notification: {@code >KIND:text}. */
    record Other(String kind, String text) implements Notification {}
}
