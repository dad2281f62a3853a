package io.voider.nat.rendezvous.signup.openpgp;

import java.nio.ByteBuffer;

/**
 * What follows the public part in a secret key (RFC 9580, section 5.5.3): how it is locked. Argon2 takes as much memory and time as
 * the key says, so that is bounded before anybody tries a passphrase.
 */
final class SecretPart {
    private static final int AEAD = 253;
    private static final int CHECKED = 254;
    private static final int SUMMED = 255;
    private static final int ARGON2 = 4;
    private static final int ARGON2_SALT = 16;
    private static final int MAX_PASSES = 16;
    private static final int MAX_LANES = 16;
    /** In powers of two KiB: 64 MiB, as RFC 9106, section 4, recommends where memory is short. */
    private static final int MAX_MEMORY_POWER = 16;

    private SecretPart() {}

    static void look(ByteBuffer body) throws UnusableCertificateException {
        int usage = body.get() & 0xff;
        if (usage != AEAD && usage != CHECKED && usage != SUMMED) {
            return;
        }
        body.get();
        if (usage == AEAD) {
            body.get();
        }
        if ((body.get() & 0xff) == ARGON2) {
            PacketWalk.skip(body, ARGON2_SALT);
            int passes = body.get() & 0xff;
            int lanes = body.get() & 0xff;
            int memoryPower = body.get() & 0xff;
            if (passes > MAX_PASSES || lanes > MAX_LANES || memoryPower > MAX_MEMORY_POWER) {
                throw new UnusableCertificateException(
                        "its passphrase takes more than 64 MiB of memory to try: lock it with less");
            }
        }
    }
}
