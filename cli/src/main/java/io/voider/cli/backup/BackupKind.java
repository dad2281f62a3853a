package io.voider.cli.backup;

/** Whose state and keys a backup holds. */
public enum BackupKind {
    /** A node's: state, keys, invitations, history. */
    NODE('n', "a node", "state.json"),
    /** A rendezvous': its key and its accounts. */
    RENDEZVOUS('r', "a rendezvous", "server.pem");

    private final char code;
    private final String noun;
    private final String last;

    BackupKind(char code, String noun, String last) {
        this.code = code;
        this.noun = noun;
        this.last = last;
    }

    byte code() {
        return (byte) code;
    }

    /** {@code a node}. */
    public String noun() {
        return noun;
    }

    /** The file without which the others count for nothing; it is written last, and its presence means that one is there. */
    String last() {
        return last;
    }
}
