package io.voider.nat.rendezvous;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Believes the one server whose public key has the pinned SHA-256, whatever else its certificate says. */
public final class PinnedTrust extends X509ExtendedTrustManager {
    private final Octets pin;
    private final String source;

    /**
     * Trust in that server alone.
     *
     * @param pin SHA-256 of its SubjectPublicKeyInfo, 32 bytes
     * @param source what names the pin, as it stands in a sentence: "the line or invitation"
     */
    public PinnedTrust(Octets pin, String source) {
        this.pin = pin;
        this.source = source;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType) throws CertificateException {
        Octets found = ServerPin.of(chain[0]);
        if (!pin.equals(found)) {
            throw new CertificateException("the server's key has the pin " + found.text() + ", but " + source
                    + " names " + pin.text() + ": another server, or somebody in between");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType, Socket socket) throws CertificateException {
        checkServerTrusted(chain, keyType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, keyType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType) throws CertificateException {
        throw new CertificateException("a server that is pinned is asked, and asks nobody");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType, Socket socket) throws CertificateException {
        checkClientTrusted(chain, keyType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, keyType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
