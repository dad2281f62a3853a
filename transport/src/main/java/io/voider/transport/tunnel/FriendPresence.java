package io.voider.transport.tunnel;

import io.voider.transport.identity.Subscriber;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which friends have a session at the server. OpenVPN says when one comes; that one went shows in its status only, for which
 * it is asked every few seconds and whenever its log tells of an end. On the server's event loop.
 */
final class FriendPresence {
    private static final Pattern GOODBYE =
            Pattern.compile("([^/ ]+)/[0-9.]+:[0-9]+ CC-EEN exit message received by peer");
    private static final String ROW = "CLIENT_LIST\t";
    private static final int COMMON_NAME_COLUMN = 1;
    private static final int VIRTUAL_ADDRESS_COLUMN = 3;

    private final TunnelListener listener;
    private final Set<Subscriber> present = new HashSet<>();

    FriendPresence(TunnelListener listener) {
        this.listener = listener;
    }

    /**
     * Who says goodbye in that line of the server's log. OpenVPN keeps what it knows of them for five seconds more.
     *
     * @param logText {@code NAME/127.0.0.1:PORT CC-EEN exit message received by peer}
     */
    static Optional<Subscriber> goodbye(String logText) {
        Matcher goodbye = GOODBYE.matcher(logText);
        return goodbye.matches() ? Subscriber.ofCommonName(goodbye.group(1)) : Optional.empty();
    }

    static boolean tellsOfAnEnd(String logText) {
        return logText.endsWith("client-instance exiting") || logText.endsWith("client-instance restarting");
    }

    /** A session begins, maybe in place of one whose end nobody has told yet. */
    void came(Subscriber subscriber) {
        present.add(subscriber);
        listener.friend(subscriber.number(), true, "connected");
    }

    /** Returns whether there was a session. */
    boolean gone(Subscriber subscriber, String reason) {
        boolean was = present.remove(subscriber);
        if (was) {
            listener.friend(subscriber.number(), false, reason);
        }
        return was;
    }

    void allGone(String reason) {
        List.copyOf(present).forEach(subscriber -> gone(subscriber, reason));
    }

    /**
     * Compares with the answer to {@code status 3}.
     *
     * @return those whose session ended
     */
    List<Subscriber> listed(List<String> status) {
        Set<Subscriber> listed = new HashSet<>();
        for (String line : status) {
            subscriberIn(line).ifPresent(listed::add);
        }
        List<Subscriber> ended = present.stream()
                .filter(subscriber -> !listed.contains(subscriber))
                .toList();
        ended.forEach(subscriber -> gone(subscriber, "the session ended"));
        return ended;
    }

    private static Optional<Subscriber> subscriberIn(String line) {
        if (!line.startsWith(ROW)) {
            return Optional.empty();
        }
        String[] columns = line.split("\t", -1);
        return columns.length > VIRTUAL_ADDRESS_COLUMN && !columns[VIRTUAL_ADDRESS_COLUMN].isEmpty()
                ? Subscriber.ofCommonName(columns[COMMON_NAME_COLUMN])
                : Optional.empty();
    }
}
