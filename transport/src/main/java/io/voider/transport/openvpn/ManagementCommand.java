package io.voider.transport.openvpn;

/**
 * A command to OpenVPN.
 *
 * @param text the line, without its end
 * @param answer what answers it
 */
public record ManagementCommand(String text, Answer answer) {
    /** The forms that an answer can have, unless it is {@code ERROR:}. */
    enum Answer {
        /** {@code SUCCESS:}. */
        LINE,
        /** Lines up to {@code END}. */
        BODY,
        /** {@code SUCCESS:}, and then lines up to {@code END}. */
        LINE_AND_BODY
    }

    static final ManagementCommand VERSION = new ManagementCommand("version", Answer.BODY);
    static final ManagementCommand PID = new ManagementCommand("pid", Answer.LINE);
    public static final ManagementCommand STATE = new ManagementCommand("state", Answer.BODY);
    static final ManagementCommand STATE_ON = new ManagementCommand("state on", Answer.LINE);
    static final ManagementCommand LOG_ON = new ManagementCommand("log on", Answer.LINE);
    static final ManagementCommand LOG_ON_ALL = new ManagementCommand("log on all", Answer.LINE_AND_BODY);
    static final ManagementCommand HOLD_RELEASE = new ManagementCommand("hold release", Answer.LINE);
    public static final ManagementCommand STATUS_3 = new ManagementCommand("status 3", Answer.BODY);

    public ManagementCommand {
        if (text.isEmpty() || text.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IllegalArgumentException("not one line of ASCII: " + ManagementLine.shown(text));
        }
    }

    /** Byte counts every so many seconds; 0 ends them. */
    static ManagementCommand byteCount(int seconds) {
        return new ManagementCommand("bytecount " + seconds, Answer.LINE);
    }

    /** Ends the session of the client of that id. */
    public static ManagementCommand clientKill(long clientId) {
        return new ManagementCommand("client-kill " + clientId, Answer.LINE);
    }

    /** Ends all sessions of the clients of that common name. */
    public static ManagementCommand kill(String commonName) {
        return new ManagementCommand("kill " + commonName, Answer.LINE);
    }

    /** What OpenVPN takes for a signal. */
    enum Signal {
        /** Reconnect. */
        SIGUSR1,
        /** End. */
        SIGTERM
    }

    /** Does to the process what the signal would. */
    static ManagementCommand signal(Signal signal) {
        return new ManagementCommand("signal " + signal, Answer.LINE);
    }
}
