package io.voider.nat.rendezvous.signup.bitcoin;

/** What kind of addresses are made of a key. */
public enum AddressKind {
    /** BIP 84: witness version 0, the hash of a key. */
    P2WPKH(0),
    /** BIP 86: witness version 1, a key that is tweaked by nothing but itself. */
    P2TR(1);

    private final int witnessVersion;

    AddressKind(int witnessVersion) {
        this.witnessVersion = witnessVersion;
    }

    int witnessVersion() {
        return witnessVersion;
    }
}
