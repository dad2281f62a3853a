package io.voider.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewriteFilesTest {
    private final Parties parties = Parties.parse("172.16.0.1", "172.29.5.1", "10.2.1.1", "172.29.1.1");
    private final RewriteFiles files = new RewriteFiles(parties, Side.PHONE, SipLimits.DEFAULT);

    @Test
    void everyFileOfADirectoryIsRewrittenOrToldWithPlaceAndReason(@TempDir Path directory) throws IOException {
        Path in = Files.createDirectories(directory.resolve("in/below"));
        Path out = directory.resolve("out");
        Files.writeString(in.resolve("good"), "BYE sip:10.2.1.1 SIP/2.0\r\n\r\n");
        Path bad = Files.writeString(directory.resolve("in/bad"), "BYE sip:10.2.1.1\r\n\r\n");
        Path large = Files.write(directory.resolve("in/large"), new byte[70_000]);
        RewriteFiles.Report report = files.run(List.of(directory.resolve("in")), RewriteFiles.into(out));
        assertThat(report.rewritten()).isEqualTo(1);
        assertThat(report.exitCode()).isEqualTo(1);
        assertThat(report.refused())
                .extracting(RewriteFiles.Refused::toString)
                .containsExactly(bad + ":4: not SIP/2.0", large + ":65535: message over 65535 bytes");
        assertThat(out.resolve("below/good")).hasContent("BYE sip:172.29.1.1 SIP/2.0\r\n\r\n");
        assertThat(out.resolve("bad")).doesNotExist();
    }

    @Test
    void oneFileIsRewrittenUnderItsOwnName(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("one"), "BYE sip:10.2.1.1 SIP/2.0\r\n\r\n");
        String head = "BYE sip:a SIP/2.0\r\n\r\n";
        Path largest = Files.writeString(directory.resolve("largest"), head + "x".repeat(65_535 - head.length()));
        RewriteFiles.Report report = files.run(List.of(file, largest), RewriteFiles.into(directory.resolve("out")));
        assertThat(report.exitCode()).isZero();
        assertThat(directory.resolve("out/one")).exists();
    }

    @Test
    void whatCannotBeReadIsToldAndKeepsNoOtherFromItsTurn(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("one"), "BYE sip:10.2.1.1 SIP/2.0\r\n\r\n");
        Path empty = Files.createFile(directory.resolve("empty"));
        Path missing = directory.resolve("missing");
        Path folder = Files.createDirectory(directory.resolve("folder"));
        List<Path> given = List.of(missing, folder, empty, file);
        RewriteFiles.Report report = files.run(given, RewriteFiles.into(directory.resolve("out")));
        assertThat(report.rewritten()).isEqualTo(1);
        assertThat(report.failed()).containsExactly("there is no " + missing, folder + ": no file is in it");
        assertThat(report.refused())
                .extracting(RewriteFiles.Refused::toString)
                .containsExactly(empty + ":0: no message, it is empty");
        assertThat(report.exitCode()).isEqualTo(1);
    }

    @Test
    void neitherAMessageThatWasReadNorWhatCameOfOneIsOverwritten(@TempDir Path directory) throws IOException {
        String message = "BYE sip:10.2.1.1 SIP/2.0\r\n\r\n";
        Path in = Files.createDirectories(directory.resolve("in"));
        Path file = Files.writeString(in.resolve("one"), message);
        Path namesake =
                Files.writeString(Files.createDirectory(in.resolve("below")).resolve("one"), message);
        Path out = directory.resolve("out");
        assertThat(files.run(List.of(file), RewriteFiles.into(in)).failed())
                .containsExactly(file + ": is where what comes of it would go, and is kept");
        assertThat(file).hasContent(message);
        assertThat(files.run(List.of(file, namesake), RewriteFiles.into(out)).failed())
                .containsExactly(namesake + ": " + out.resolve("one") + " holds what came of " + file);
        assertThat(files.run(List.of(file), RewriteFiles.into(out)).exitCode())
                .as("an earlier run's is overwritten")
                .isZero();
    }

    @Test
    void ofWhatNeverEndsNoMoreIsReadThanAMessageMayHave() {
        InputStream endless = new InputStream() {
            private int read;

            @Override
            public int read() {
                read++;
                return 0;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                read += length;
                assertThat(read).isLessThanOrEqualTo(65_536);
                return length;
            }
        };
        RewriteFiles.Report report = files.run("standard input", endless, OutputStream.nullOutputStream());
        assertThat(report.refused())
                .extracting(RewriteFiles.Refused::toString)
                .containsExactly("standard input:65535: message over 65535 bytes");
    }

    @Test
    void oneMessageOfAStreamIsRewritten() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] message = "BYE sip:10.2.1.1 SIP/2.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(files.run("standard input", new ByteArrayInputStream(message), out)
                        .exitCode())
                .isZero();
        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo("BYE sip:172.29.1.1 SIP/2.0\r\n\r\n");
    }
}
