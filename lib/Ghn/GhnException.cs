namespace Ghn;

/// <summary>
/// An error that the user can fix. The message is one sentence that names the cause and the remedy. Tools and notebooks
/// show only the message, without a stack trace.
/// </summary>
/// <param name="message">The sentence shown to the user.</param>
/// <param name="cause">The underlying exception, or null.</param>
public sealed class GhnException(string message, Exception? cause = null) : Exception(message, cause);
