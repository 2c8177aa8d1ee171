package io.trailwatch.cli;

import io.trailwatch.config.ConfigException;
import picocli.CommandLine.ParameterException;

/** What a command's exit status says; the one map from exceptions to it. */
public final class ExitCodes {
    /** Done, and everything was read. */
    public static final int OK = 0;
    /** Failed: there is no result. */
    public static final int FAILED = 1;
    /** Called in a wrong way: an option or a setting is wrong; nothing was started. */
    public static final int USAGE = 2;
    /** Done, but something that lies in the archive was left out; the report says what. */
    public static final int LEFT_OUT = 3;

    private ExitCodes() {}

    /** The status for a command that ended with this. */
    public static int of(Throwable problem) {
        return problem instanceof ConfigException || problem instanceof ParameterException ? USAGE : FAILED;
    }
}
