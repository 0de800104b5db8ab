namespace Ghn;

/// <summary>
/// Something that the user can put right: the message is one sentence that names the thing and the remedy. Tools and
/// notebooks show the message alone, without a stack trace.
/// </summary>
/// <param name="message">The sentence that the user will read.</param>
/// <param name="cause">What led to it; null: nothing else.</param>
public sealed class GhnException(string message, Exception? cause = null) : Exception(message, cause);
