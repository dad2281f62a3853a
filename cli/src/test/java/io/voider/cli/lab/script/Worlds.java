package io.voider.cli.lab.script;

import io.voider.cli.lab.phone.PhoneKind;
import io.voider.cli.lab.world.NatKind;
import io.voider.ns.Claim;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Labs' worlds without the lab's own script. */
final class Worlds {
    static final LabOptions.Cable ORDINARY = new LabOptions.Cable(20, 0, 0, 0, 0, 0, 1500);

    private Worlds() {}

    /** The options of a world of that kind. */
    static LabOptions options(int homes, LabOptions.Cable cable, NatKind... nats) {
        return new LabOptions(
                homes,
                1,
                List.of(nats),
                cable,
                List.of(PhoneKind.BARESIP),
                false,
                false,
                false,
                false,
                false,
                null,
                true);
    }

    /** Claims the lab, and clears away what another left. */
    static Claim claim() throws IOException, InterruptedException {
        Claim claim = Claim.take("vlab");
        Guardian.clear(claim);
        return claim;
    }

    /** A world whose nodes are not started yet. */
    static ClaimedWorld of(LabOptions options, Path directory) throws IOException, InterruptedException {
        Claim claim = claim();
        ClaimedWorld made = new ClaimedWorld(
                claim, new World(options, new Steps(step -> System.out.println(step.text())), claim, directory));
        try {
            made.world.raise();
            made.world.makeNodes();
        } catch (IOException | InterruptedException | RuntimeException failure) {
            made.close();
            throw failure;
        }
        return made;
    }

    /** A world, and the claim to the lab, which goes to others when it is closed. */
    record ClaimedWorld(Claim claim, World world) implements AutoCloseable {
        @Override
        public void close() {
            world.close();
            claim.close();
        }
    }
}
