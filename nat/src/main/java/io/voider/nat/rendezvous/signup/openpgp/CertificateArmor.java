package io.voider.nat.rendezvous.signup.openpgp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The ASCII armour of one certificate (RFC 9580, section 6.2), read without believing any of it. */
final class CertificateArmor {
    /** Armour that is longer is not looked at, in bytes. */
    static final int MAX_BYTES = 32 << 10;

    private static final String HEAD = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
    private static final String TAIL = "-----END PGP PUBLIC KEY BLOCK-----";
    private static final String SECRET = "-----BEGIN PGP PRIVATE KEY BLOCK-----";

    private CertificateArmor() {}

    /** The packets within the armour. A checksum at its end is not needed, and is not looked at, as RFC 9580 wants it. */
    static byte[] packets(byte[] armored) throws UnusableCertificateException {
        if (armored.length > MAX_BYTES) {
            throw new UnusableCertificateException("the certificate is larger than " + (MAX_BYTES >> 10)
                    + " KiB: export it with  gpg --armor --export-options export-minimal --export");
        }
        String text = new String(armored, StandardCharsets.ISO_8859_1).replace("\r", "");
        if (text.contains(SECRET)) {
            throw new UnusableCertificateException("this is a private key, which nobody but you should have: it was not"
                    + " kept here, but take it for known to others; send what  gpg --armor --export  prints");
        }
        int head = text.indexOf(HEAD + "\n");
        int tail = text.indexOf("\n" + TAIL);
        if (head < 0 || tail < head) {
            throw new UnusableCertificateException(
                    "this is no armoured OpenPGP certificate: it begins with " + HEAD + " and ends with " + TAIL);
        }
        if (text.indexOf("-----BEGIN", tail) >= 0) {
            throw new UnusableCertificateException("there is more than one block of armour: send one certificate");
        }
        return decoded(text.substring(head + HEAD.length(), tail + 1));
    }

    private static byte[] decoded(String block) throws UnusableCertificateException {
        int body = block.indexOf("\n\n");
        if (body < 0) {
            throw new UnusableCertificateException("the armour has no empty line between its headers and its content");
        }
        StringBuilder base64 = new StringBuilder(block.length());
        for (String line : block.substring(body + 2).split("\n", -1)) {
            if (line.startsWith("=")) {
                break;
            }
            base64.append(line.strip());
        }
        try {
            return Base64.getDecoder().decode(base64.toString());
        } catch (IllegalArgumentException damaged) {
            throw new UnusableCertificateException("the armour is damaged: it is not base64", damaged);
        }
    }
}
