package io.voider.nat.ice;

import io.voider.nat.stun.StunKey;
import java.util.Base64;
import java.util.Random;

/**
 * A node's user name fragment and password for one session: who knows them was given them by the node, sealed.
 *
 * @param ufrag 48 random bits as 8 characters
 * @param password 144 random bits as 24 characters
 */
record IceCredentials(String ufrag, String password) {
    static final int UFRAG_BYTES = 6;
    static final int PASSWORD_BYTES = 18;

    static IceCredentials next(Random random) {
        byte[] ufrag = new byte[UFRAG_BYTES];
        byte[] password = new byte[PASSWORD_BYTES];
        random.nextBytes(ufrag);
        random.nextBytes(password);
        return ofBytes(ufrag, password);
    }

    static IceCredentials ofBytes(byte[] ufrag, byte[] password) {
        Base64.Encoder base64 = Base64.getEncoder();
        return new IceCredentials(base64.encodeToString(ufrag), base64.encodeToString(password));
    }

    byte[] ufragBytes() {
        return Base64.getDecoder().decode(ufrag);
    }

    byte[] passwordBytes() {
        return Base64.getDecoder().decode(password);
    }

    StunKey key() {
        return StunKey.shortTerm(password);
    }

    @Override
    public String toString() {
        return "IceCredentials[" + ufrag + "]";
    }
}
