package io.voider.transport.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FileTroubleTest {
    @Test
    void whatIsWrappedIsToldWithoutItsWrapping() {
        assertThat(FileTrouble.words(new CompletionException(new IllegalStateException("mount(/): EINVAL"))))
                .isEqualTo("mount(/): EINVAL");
        assertThat(FileTrouble.words(
                        new RuntimeException(new UncheckedIOException(new NoSuchFileException("/run/config")))))
                .isEqualTo("there is no /run/config");
        assertThat(FileTrouble.words(new IOException("the config cannot be written", new IOException("disk full"))))
                .isEqualTo("the config cannot be written");
    }

    @Test
    void aFileIsNamed() {
        assertThat(FileTrouble.words(new AccessDeniedException("/etc/shadow"))).isEqualTo("may not open /etc/shadow");
        assertThat(FileTrouble.words(new FileSystemException("/run/config", null, "No space left on device")))
                .isEqualTo("/run/config: No space left on device");
    }

    @Test
    void whatHasNoWordsIsToldByItsKind() {
        assertThat(FileTrouble.words(new ClosedChannelException())).isEqualTo("closed channel");
        assertThat(FileTrouble.words(new CompletionException(new StackOverflowError())))
                .isEqualTo("stack overflow");
        assertThat(FileTrouble.words(new IOException() {})).isEqualTo("a failure without words");
    }
}
