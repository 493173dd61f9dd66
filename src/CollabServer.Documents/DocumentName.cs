using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace CollabServer.Documents;

/// <summary>
/// The name under which clients open a document: 1–255 bytes of UTF-8 in Unicode normalisation form C, printable, with <c>/</c> allowed
/// (y-websocket rooms use it) but no empty, <c>.</c> or <c>..</c> segment. Names compare by ordinal value.
/// </summary>
public readonly record struct DocumentName
{
    /// <summary>Longest name, in bytes of UTF-8.</summary>
    public const int MaxBytes = 255;

    private readonly string? _value;

    private DocumentName(string value) => _value = value;

    public string Value => _value ?? throw new InvalidOperationException("A default DocumentName names nothing.");

    /// <exception cref="FormatException">The text is not a document name; the message says why.</exception>
    public static DocumentName Parse(string text) =>
        TryParse(text, out var name, out var fault) ? name : throw new FormatException(fault);

    /// <param name="fault">A sentence that says what is wrong with <paramref name="text"/>.</param>
    public static bool TryParse(string? text, out DocumentName name, [NotNullWhen(false)] out string? fault)
    {
        name = default;
        fault = FaultOf(text);
        if (fault is not null)
        {
            return false;
        }

        name = new DocumentName(text!);
        return true;
    }

    public override string ToString() => _value ?? "";

    private static string? FaultOf(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "A document name must not be empty.";
        }

        if (text.Length > MaxBytes)
        {
            return $"A document name has at most {MaxBytes} bytes of UTF-8.";
        }

        foreach (var rune in text.EnumerateRunes())
        {
            // EnumerateRunes reports a lone surrogate as U+FFFD, which no name needs.
            if (rune == Rune.ReplacementChar || IsUnprintable(rune))
            {
                return "A document name must not contain control characters, line separators or unpaired surrogates.";
            }
        }

        if (Encoding.UTF8.GetByteCount(text) > MaxBytes)
        {
            return $"A document name has at most {MaxBytes} bytes of UTF-8.";
        }

        if (!text.IsNormalized(NormalizationForm.FormC))
        {
            return "A document name must be in Unicode normalisation form C.";
        }

        foreach (var segment in text.AsSpan().Split('/'))
        {
            if (text.AsSpan(segment) is "" or "." or "..")
            {
                return "A document name must not have empty, \".\" or \"..\" segments.";
            }
        }

        return string.IsNullOrWhiteSpace(text) ? "A document name must not be blank." : null;
    }

    // Joiners belong to ordinary text in many scripts and to emoji; the other format characters (direction overrides, byte order
    // marks) only serve to make one name look like another.
    private static bool IsUnprintable(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate => true,
        UnicodeCategory.Format => rune.Value is not (0x200C or 0x200D) && rune.Value is < 0xE0020 or > 0xE007F,
        _ => false,
    };
}
