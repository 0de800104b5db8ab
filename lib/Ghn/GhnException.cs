namespace Ghn;

/// <summary>
/// Something that the user can put right: the message is one sentence that names the thing and the remedy. Tools and
/// notebooks show the message alone, without a stack trace.
/// </summary>
public sealed class GhnException : Exception
{
    /// <summary>Creates the error from the sentence that the user will read.</summary>
    public GhnException(string message)
        : base(message) { }

    /// <summary>Creates the error from the sentence that the user will read, keeping the cause.</summary>
    public GhnException(string message, Exception cause)
        : base(message, cause) { }
}
