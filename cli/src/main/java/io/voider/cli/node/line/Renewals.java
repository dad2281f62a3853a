package io.voider.cli.node.line;

import io.voider.cli.exchange.LineId;
import io.voider.cli.state.Failure;
import io.voider.cli.state.Registrar;
import io.voider.cli.state.StateException;
import io.voider.transport.identity.HandoverException;
import io.voider.transport.identity.Invitation;
import java.io.IOException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates that are made anew before they end, without a visit. In the second half of a friend's certificate's life the
 * inviting node makes another for the same key and sends it whenever the friend can be written to; the joined node writes
 * it down and uses it from its next session on. Both certificates are good until the old one ends, and nothing secret is
 * sent.
 *
 * <p>Blocks on the disk; belongs to the books' thread.
 */
final class Renewals {
    private static final Logger LOG = LoggerFactory.getLogger(Renewals.class);
    private static final int OWN = 1;

    private final Registrar registrar;
    private final BiConsumer<LineId, Letter> post;
    private final BiConsumer<Integer, Invitation> tunnels;

    /**
     * @param post sends a letter to the other end of a line
     * @param tunnels are told of a joined exchange's invitation with its new certificate
     */
    Renewals(Registrar registrar, BiConsumer<LineId, Letter> post, BiConsumer<Integer, Invitation> tunnels) {
        this.registrar = registrar;
        this.post = post;
        this.tunnels = tunnels;
    }

    /** Makes anew what is due; to be called now and then, once a day is enough. */
    void renew() {
        try {
            for (int number : registrar.renewCertificates()) {
                LOG.info("the certificate of friend {} has been made anew", number);
                offer(LineId.friend(number));
            }
        } catch (IOException e) {
            LOG.error("certificates could not be made anew", e);
        }
    }

    /** The other end of that line can be written to. */
    void offer(LineId line) {
        if (line.exchange() == OWN) {
            String pem = registrar.current().roll().renewed().get(line.subscriber());
            if (pem != null) {
                post.accept(line, new Letter.Certificate(pem));
            }
        }
    }

    /** The other end of that line sent a certificate: of use only from the owner of an exchange that was joined. */
    void take(LineId line, Letter.Certificate certificate) {
        if (line.exchange() == OWN) {
            LOG.warn("friend {} sent a certificate, which only the one who invites can do", line.subscriber());
            return;
        }
        try {
            registrar.takeCertificate(line.exchange(), certificate.pem()).ifPresent(renewed -> {
                LOG.info("the certificate for exchange {} has been renewed", line.exchange());
                tunnels.accept(line.exchange(), renewed);
            });
        } catch (HandoverException | StateException e) {
            LOG.warn("exchange {} sent a certificate that is of no use: {}", line.exchange(), Failure.words(e));
        } catch (IOException e) {
            LOG.error("the new certificate for exchange {} cannot be written down", line.exchange(), e);
        }
    }
}
