package io.voider.cli.command;

import picocli.CommandLine.IVersionProvider;

/** Which voider this is. */
public final class Version implements IVersionProvider {
    /** {@code voider 0.1.0}, from the jar's manifest; {@code voider (unpackaged)} when run from classes. */
    public static String text() {
        return "voider " + number();
    }

    /** The version alone. */
    public static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(unpackaged)" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {text()};
    }
}
