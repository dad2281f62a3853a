package io.voider.nat.rendezvous.signup;

import io.voider.nat.rendezvous.signup.SignUpRefusedException.Kind;
import io.voider.nat.rendezvous.signup.openpgp.OperatorKey;
import io.voider.transport.disk.FileTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the operator's key for account lines, if the settings name one: reads it anew when its files change, and notices that it has
 * expired. While a key is wanted and cannot be used, nothing goes out unsigned.
 */
final class Signatory {
    private static final Logger LOG = LoggerFactory.getLogger(Signatory.class);

    private record Version(
            SignUpSettings.Signing files,
            FileTime key,
            @Nullable FileTime passphrase) {}

    private @Nullable Version version;
    private volatile @Nullable OperatorKey key;
    private volatile @Nullable String trouble;

    /** Looks whether the key is there and good; blocks on the disk. One thread at a time. */
    void follow(SignUpSettings settings, Instant now) {
        SignUpSettings.Signing files = settings.signing();
        try {
            key = files == null ? null : present(files, now);
            trouble = null;
        } catch (IOException unusable) {
            key = null;
            version = null;
            String words = FileTrouble.words(unusable);
            if (!words.equals(trouble)) {
                LOG.error("nobody can sign up: {}", words);
            }
            trouble = words;
        }
    }

    private OperatorKey present(SignUpSettings.Signing files, Instant now) throws IOException {
        String passphraseFile = files.passphraseFile();
        Version present = new Version(
                files,
                Files.getLastModifiedTime(Path.of(files.keyFile())),
                passphraseFile == null ? null : Files.getLastModifiedTime(Path.of(passphraseFile)));
        OperatorKey known = key;
        if (known == null || !present.equals(version)) {
            known = files.key(now);
            version = present;
        }
        SignUpSettings.Signing.requireUsable(known, now);
        return known;
    }

    /** The key, or null if lines are not signed. @throws SignUpRefusedException if they are to be, and cannot */
    @Nullable
    OperatorKey required() throws SignUpRefusedException {
        if (trouble != null) {
            throw new SignUpRefusedException(
                    Kind.OUT_OF_ORDER, "account lines cannot be signed at the moment: try again later");
        }
        return key;
    }

    /** The key that is used at the moment, if any is. */
    @Nullable
    OperatorKey key() {
        return key;
    }

    /** Whether a key is wanted and cannot be used. */
    boolean isTroubled() {
        return trouble != null;
    }
}
