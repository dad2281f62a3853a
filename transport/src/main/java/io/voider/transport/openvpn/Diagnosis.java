package io.voider.transport.openvpn;

import java.util.List;
import java.util.Optional;

/** What OpenVPN's log lines mean, in words for people who will not read them. */
final class Diagnosis {
    private record Sign(String text, String meaning) {}

    private static final List<Sign> SIGNS = List.of(
            new Sign("certificate is not yet valid", "a certificate is not valid yet: is this machine's clock right?"),
            new Sign(
                    "error=certificate has expired",
                    "by this machine's clock the other side's certificate has expired: is the clock right?"),
            new Sign(
                    "alert certificate expired",
                    "by the other side's clock our certificate has expired: ask for a new invitation, if this machine's"
                            + " clock is right"),
            new Sign("error=certificate revoked", "a certificate that was withdrawn was offered and refused"),
            new Sign("alert certificate revoked", "the exchange withdrew our certificate"),
            new Sign(
                    "CRL has expired",
                    "the list of withdrawn certificates has expired: is this machine's clock right?"),
            new Sign("VERIFY ERROR", "the other side's certificate was refused"),
            new Sign("VERIFY KU ERROR", "the other side's certificate is of the wrong kind"),
            new Sign("VERIFY EKU ERROR", "the other side's certificate is of the wrong kind"),
            new Sign("AUTH_FAILED", "the exchange refused us: our number was withdrawn or given out anew"),
            new Sign("alert bad certificate", "the other side refused our certificate"),
            new Sign("alert unknown ca", "the other side belongs to another exchange"),
            new Sign("Failed to set allowed TLS group list", "the OpenSSL here does not know a key exchange group"),
            new Sign("TLS key negotiation failed to occur", "the other side did not answer"),
            new Sign("Inactivity timeout", "the other side fell silent"),
            new Sign("Server poll timeout", "the other side did not answer"),
            new Sign("No reply from server to push requests", "the exchange did not answer our session"),
            new Sign("TLS Error: TLS handshake failed", "the TLS handshake failed"),
            new Sign(
                    "Network is unreachable", "there is no route inside the namespace: its loopback interface is down"),
            new Sign(
                    "Connection refused",
                    "nothing listens at the other end of the loopback: the node's shuttle is gone"),
            new Sign("Cannot open TUN/TAP dev", "the device /dev/net/tun cannot be opened by OpenVPN's user"),
            new Sign("Cannot ioctl TUNSETIFF", "the tunnel's device is not OpenVPN's own, or is in use"),
            new Sign("Cannot allocate TUN/TAP dev", "the tunnel's device is not OpenVPN's own, or is in use"),
            new Sign("Address already in use", "another process holds OpenVPN's port inside the namespace"),
            new Sign("Options error", "OpenVPN does not understand its configuration: is it at least version 2.6?"));

    private Diagnosis() {}

    /** What the line tells about a failure, if it tells anything. */
    static Optional<String> of(String logText) {
        return SIGNS.stream()
                .filter(sign -> logText.contains(sign.text))
                .map(Sign::meaning)
                .findFirst();
    }
}
