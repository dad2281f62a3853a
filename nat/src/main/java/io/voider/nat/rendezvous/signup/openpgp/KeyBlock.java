package io.voider.nat.rendezvous.signup.openpgp;

/** What a block of armour may hold here (RFC 9580, sections 6.2, 10.1 and 10.2). */
enum KeyBlock {
    /** A stranger's: a key, its subkeys, names and signatures, all of them public. */
    CERTIFICATE("PUBLIC", 6, 14),
    /** The operator's: the same with its secrets. */
    SECRET_KEY("PRIVATE", 5, 7);

    private final String armor;
    private final int primary;
    private final int subkey;

    KeyBlock(String armor, int primary, int subkey) {
        this.armor = armor;
        this.primary = primary;
        this.subkey = subkey;
    }

    /** The line that armour begins with. */
    String head() {
        return "-----BEGIN PGP " + armor + " KEY BLOCK-----";
    }

    /** The line that armour ends with. */
    String tail() {
        return "-----END PGP " + armor + " KEY BLOCK-----";
    }

    /** The type of the packet that comes first, and only there. */
    int primary() {
        return primary;
    }

    /** The type of the packets with subkeys. */
    int subkey() {
        return subkey;
    }
}
