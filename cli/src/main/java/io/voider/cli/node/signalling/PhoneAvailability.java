package io.voider.cli.node.signalling;

import io.voider.cli.exchange.Availability;
import io.voider.cli.exchange.LineBoard;
import io.voider.cli.exchange.LineId;
import io.voider.cli.state.Settings;
import io.voider.transport.identity.PartyName;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.function.IntPredicate;

/** Whether calls get through: by how the lines are, and by when the owner wants quiet. Belongs to the signalling loop. */
final class PhoneAvailability implements Availability {
    private final LineBoard board;
    private final IntPredicate absent;
    private final Clock wall;
    private Settings settings;

    /**
     * @param absent whether the phone at an address is known not to be there
     * @param wall the time of day, as the clock on the wall has it
     */
    PhoneAvailability(LineBoard board, IntPredicate absent, Clock wall, Settings settings) {
        this.board = board;
        this.absent = absent;
        this.wall = wall;
        this.settings = settings;
    }

    /** What the owner wants from now on. */
    void settings(Settings changed) {
        settings = changed;
    }

    @Override
    public String whyUnavailable(LineId line) {
        return board.whyUnavailable(line);
    }

    @Override
    public String whyNoPhone() {
        return board.whyNoPhone();
    }

    @Override
    public boolean isAbsent(int phone) {
        return absent.test(phone);
    }

    @Override
    public String whyQuiet(LineId line) {
        if (!settings.quiet().covers(ZonedDateTime.now(wall))) {
            return "";
        }
        String name = board.name(line);
        boolean rings = settings.quietExceptions().stream().anyMatch(exception -> PartyName.same(exception, name));
        return rings ? "" : settings.quiet().words();
    }
}
