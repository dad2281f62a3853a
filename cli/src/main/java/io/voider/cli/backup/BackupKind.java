package io.voider.cli.backup;

import java.util.regex.Pattern;

/** Whose state and keys a backup holds. */
public enum BackupKind {
    /** A node's: state, keys, invitations, history. */
    NODE(
            'n',
            "a node",
            "state.json",
            "state\\.json(\\.damaged|\\.layout-[0-9]{1,9})?|calls\\.jsonl|leases\\.json|first-signs|web\\.pem|birth"
                    + "|exchanges/[0-9]{1,3}\\.ovpn|authority/(authority\\.pem|revoked|friends/[0-9]{1,3}\\.pem)"),
    /** A rendezvous': its key, its accounts, its orders. */
    RENDEZVOUS('r', "a rendezvous", "server.pem", "[a-z][a-z-]{0,31}\\.(pem|journal|json)");

    private final char code;
    private final String noun;
    private final String last;
    private final Pattern own;

    BackupKind(char code, String noun, String last, String own) {
        this.code = code;
        this.noun = noun;
        this.last = last;
        this.own = Pattern.compile(own);
    }

    byte code() {
        return (byte) code;
    }

    /** {@code a node}. */
    public String noun() {
        return noun;
    }

    /** Whether it writes a file of that name itself, a path below its directory; the owner may keep other things there. */
    boolean writes(String name) {
        return own.matcher(name).matches();
    }

    /** The file without which the others count for nothing; it is written last, and its presence means that one is there. */
    String last() {
        return last;
    }
}
