package io.voider.nat.rendezvous.signup.openpgp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The ASCII armour of one certificate or key (RFC 9580, section 6.2), read without believing any of it. */
final class CertificateArmor {
    /** Armour that is longer is not looked at, in bytes. */
    static final int MAX_BYTES = 32 << 10;

    private CertificateArmor() {}

    /** The packets within a certificate's armour. */
    static byte[] packets(byte[] armored) throws UnusableCertificateException {
        String text = bounded(armored, "certificate", "--export");
        if (text.contains(KeyBlock.SECRET_KEY.head())) {
            throw new UnusableCertificateException("this is a private key, which nobody but you should have: it was not"
                    + " kept here, but take it for known to others; send what  gpg --armor --export  prints");
        }
        return only(KeyBlock.CERTIFICATE, text, "this is no armoured OpenPGP certificate");
    }

    /** The packets within a secret key's armour. */
    static byte[] secretPackets(byte[] armored) throws UnusableCertificateException {
        String text = bounded(armored, "key", "--export-secret-keys");
        if (text.contains(KeyBlock.CERTIFICATE.head())) {
            throw new UnusableCertificateException("it is a certificate, with which nothing can be signed: take what "
                    + " gpg --armor --export-secret-keys  prints");
        }
        return only(KeyBlock.SECRET_KEY, text, "it is no armoured OpenPGP key");
    }

    private static String bounded(byte[] armored, String what, String export) throws UnusableCertificateException {
        if (armored.length > MAX_BYTES) {
            throw new UnusableCertificateException("the " + what + " is larger than " + (MAX_BYTES >> 10)
                    + " KiB: export it with  gpg --armor --export-options export-minimal " + export);
        }
        return new String(armored, StandardCharsets.ISO_8859_1).replace("\r", "");
    }

    /** A checksum at the end is not needed, and is not looked at, as RFC 9580 wants it. */
    private static byte[] only(KeyBlock block, String text, String otherwise) throws UnusableCertificateException {
        int head = text.indexOf(block.head() + "\n");
        int tail = text.indexOf("\n" + block.tail());
        if (head < 0 || tail < head) {
            throw new UnusableCertificateException(
                    otherwise + ": it begins with " + block.head() + " and ends with " + block.tail());
        }
        if (text.indexOf("-----BEGIN", tail) >= 0) {
            throw new UnusableCertificateException("there is more than one block of armour: send one certificate");
        }
        return decoded(text.substring(head + block.head().length(), tail + 1));
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
