package io.voider.nat.rendezvous.client;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.ServerPin;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Believes the one server whose public key has the pinned SHA-256, whatever else its certificate says. */
final class PinnedTrust extends X509ExtendedTrustManager {
    private final Octets pin;

    PinnedTrust(Octets pin) {
        this.pin = pin;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType) throws CertificateException {
        Octets found = ServerPin.of(chain[0]);
        if (!pin.equals(found)) {
            throw new CertificateException("the server's key has the pin " + found.text() + ", but the line or"
                    + " invitation names " + pin.text() + ": another server, or somebody in between");
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
        throw new CertificateException("a rendezvous asks for no client certificate");
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
