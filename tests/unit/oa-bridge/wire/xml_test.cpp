// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/wire/xml.hpp"

#include <gtest/gtest.h>

namespace seedbed::wire {
namespace {

std::string idOf(std::string_view bytes) {
    auto document = parseXml(bytes);
    return document ? "" : document.error().id;
}

std::string nested(int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) {
        text += "<a>";
    }
    for (int i = 0; i < depth; ++i) {
        text += "</a>";
    }
    return text;
}

TEST(Xml, findsElementsByLocalNameWhateverThePrefix) {
    auto document = parseXml(
        "<x:a xmlns:x='u'><y:b xmlns:y='v'> 1 </y:b><b>2</b><x:extraData x:name='n'>3</x:extraData></x:a>");
    ASSERT_TRUE(document);
    const auto a = child(**document, "a");
    EXPECT_EQ(childText(a, "b"), "1");
    EXPECT_EQ(children(a, "b").size(), 2U);
    EXPECT_EQ(extraData(a, "n"), "3");
    EXPECT_EQ(extraData(a, "m"), "");
    EXPECT_FALSE(child(a, "c"));
}

TEST(Xml, refusesDocumentTypesAndLeavesEntitiesAlone) {
    EXPECT_EQ(idOf("<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>"), "XML-DOCTYPE");
    auto document = parseXml("<a>&e;&amp;</a>");
    ASSERT_TRUE(document);
    EXPECT_EQ(childText(**document, "a"), "&e;&");
}

TEST(Xml, refusesWhatIsTooDeepTooLargeOrBroken) {
    EXPECT_EQ(idOf(nested(xmlDepthLimit)), "");
    EXPECT_EQ(idOf(nested(xmlDepthLimit + 1)), "XML-TOO-DEEP");
    EXPECT_EQ(idOf(nested(100000)), "XML-TOO-DEEP");
    EXPECT_EQ(idOf(std::string(xmlSizeLimit + 1, ' ')), "XML-TOO-LARGE");
    EXPECT_EQ(idOf("<a><b></a>"), "XML-SYNTAX");
    EXPECT_EQ(idOf(""), "XML-SYNTAX");
}

TEST(Xml, escapesForAttributesAndText) {
    EXPECT_EQ(escapeXml("a<b>&\"c'"), "a&lt;b&gt;&amp;&quot;c'");
}

} // namespace
} // namespace seedbed::wire
