import type { FallbackSound } from '../provision/fallback.ts';
import type { Language } from '../speech/language.ts';

/**
 * Spoken by the dialplan when no engine takes a call. They are not in prompts/, which an engine reads: they are to be
 * there also when nothing in there is right.
 */
export const fallbackTexts: Readonly<Record<Language, Readonly<Record<FallbackSound, string>>>> = {
  it: {
    unreachable:
      'Ci scusiamo: in questo momento il servizio non è raggiungibile. La preghiamo di richiamare fra qualche minuto.',
    operators:
      'Ci scusiamo: in questo momento i servizi automatici non sono raggiungibili. Per parlare con un operatore, resti in linea. Per i servizi automatici, la preghiamo di richiamare fra qualche minuto.',
    closed:
      'Ci scusiamo: in questo momento i servizi automatici non sono raggiungibili, e a quest’ora gli operatori non rispondono. Per i servizi automatici, la preghiamo di richiamare fra qualche minuto.',
    nobody:
      'Ci scusiamo: nessun operatore ha potuto rispondere. La preghiamo di richiamare fra qualche minuto.',
    busy: 'In questo momento tutte le linee sono occupate. La preghiamo di richiamare fra qualche minuto.',
    interrupted: 'A causa di un guasto, il servizio si è interrotto.',
  },
  de: {
    unreachable:
      'Wir bitten um Entschuldigung: Der Dienst ist im Moment nicht erreichbar. Bitte rufen Sie in einigen Minuten wieder an.',
    operators:
      'Wir bitten um Entschuldigung: Die automatischen Dienste sind im Moment nicht erreichbar. Wenn Sie mit einem Mitarbeiter sprechen möchten, bleiben Sie bitte in der Leitung. Für die automatischen Dienste rufen Sie bitte in einigen Minuten wieder an.',
    closed:
      'Wir bitten um Entschuldigung: Die automatischen Dienste sind im Moment nicht erreichbar, und um diese Zeit sind keine Mitarbeiter im Dienst. Für die automatischen Dienste rufen Sie bitte in einigen Minuten wieder an.',
    nobody:
      'Wir bitten um Entschuldigung: Kein Mitarbeiter konnte Ihren Anruf annehmen. Bitte rufen Sie in einigen Minuten wieder an.',
    busy: 'Im Moment sind alle Leitungen besetzt. Bitte rufen Sie in einigen Minuten wieder an.',
    interrupted: 'Wegen einer technischen Störung wurde der Dienst unterbrochen.',
  },
  en: {
    unreachable:
      'We are sorry: the service cannot be reached at the moment. Please call again in a few minutes.',
    operators:
      'We are sorry: the automatic services cannot be reached at the moment. To speak to an operator, please stay on the line. For the automatic services, please call again in a few minutes.',
    closed:
      'We are sorry: the automatic services cannot be reached at the moment, and our operators are not on duty at this hour. For the automatic services, please call again in a few minutes.',
    nobody: 'We are sorry: no operator was able to answer. Please call again in a few minutes.',
    busy: 'All lines are busy at the moment. Please call again in a few minutes.',
    interrupted: 'Because of a technical fault, the service was interrupted.',
  },
  fr: {
    unreachable:
      'Veuillez nous excuser : le service n’est pas joignable pour le moment. Merci de rappeler dans quelques minutes.',
    operators:
      'Veuillez nous excuser : les services automatiques ne sont pas joignables pour le moment. Pour parler à un conseiller, restez en ligne. Pour les services automatiques, merci de rappeler dans quelques minutes.',
    closed:
      'Veuillez nous excuser : les services automatiques ne sont pas joignables pour le moment, et nos conseillers ne répondent pas à cette heure. Pour les services automatiques, merci de rappeler dans quelques minutes.',
    nobody:
      'Veuillez nous excuser : aucun conseiller n’a pu répondre. Merci de rappeler dans quelques minutes.',
    busy: 'Toutes les lignes sont occupées pour le moment. Merci de rappeler dans quelques minutes.',
    interrupted: 'En raison d’une panne technique, le service a été interrompu.',
  },
  ar: {
    unreachable:
      'نعتذر منكم. لا يمكن الوصول إلى الخدمة في الوقت الحالي. يرجى الاتصال مرة أخرى بعد بضع دقائق.',
    operators:
      'نعتذر منكم. لا يمكن الوصول إلى الخدمات الآلية في الوقت الحالي. للتحدث مع أحد الموظفين، يرجى البقاء على الخط. للخدمات الآلية، يرجى الاتصال مرة أخرى بعد بضع دقائق.',
    closed:
      'نعتذر منكم. لا يمكن الوصول إلى الخدمات الآلية في الوقت الحالي، ولا يوجد موظفون في الخدمة في هذه الساعة. للخدمات الآلية، يرجى الاتصال مرة أخرى بعد بضع دقائق.',
    nobody: 'نعتذر منكم. لم يتمكن أي موظف من الرد. يرجى الاتصال مرة أخرى بعد بضع دقائق.',
    busy: 'جميع الخطوط مشغولة في الوقت الحالي. يرجى الاتصال مرة أخرى بعد بضع دقائق.',
    interrupted: 'بسبب عطل فني، توقفت الخدمة.',
  },
  pl: {
    unreachable:
      'Przepraszamy: usługa jest w tej chwili niedostępna. Prosimy zadzwonić ponownie za kilka minut.',
    operators:
      'Przepraszamy: usługi automatyczne są w tej chwili niedostępne. Aby porozmawiać z konsultantem, prosimy pozostać na linii. Aby skorzystać z usług automatycznych, prosimy zadzwonić ponownie za kilka minut.',
    closed:
      'Przepraszamy: usługi automatyczne są w tej chwili niedostępne, a o tej porze konsultanci nie pracują. Aby skorzystać z usług automatycznych, prosimy zadzwonić ponownie za kilka minut.',
    nobody:
      'Przepraszamy: żaden konsultant nie mógł odebrać połączenia. Prosimy zadzwonić ponownie za kilka minut.',
    busy: 'W tej chwili wszystkie linie są zajęte. Prosimy zadzwonić ponownie za kilka minut.',
    interrupted: 'Z powodu awarii technicznej usługa została przerwana.',
  },
  es: {
    unreachable:
      'Lo sentimos: en este momento no es posible acceder al servicio. Por favor, vuelva a llamar dentro de unos minutos.',
    operators:
      'Lo sentimos: en este momento no es posible acceder a los servicios automáticos. Para hablar con un operador, permanezca en línea. Para los servicios automáticos, por favor, vuelva a llamar dentro de unos minutos.',
    closed:
      'Lo sentimos: en este momento no es posible acceder a los servicios automáticos, y a esta hora los operadores no atienden. Para los servicios automáticos, por favor, vuelva a llamar dentro de unos minutos.',
    nobody:
      'Lo sentimos: ningún operador ha podido responder. Por favor, vuelva a llamar dentro de unos minutos.',
    busy: 'En este momento todas las líneas están ocupadas. Por favor, vuelva a llamar dentro de unos minutos.',
    interrupted: 'Por un fallo técnico, el servicio se ha interrumpido.',
  },
  ru: {
    unreachable:
      'Приносим извинения: служба сейчас недоступна. Пожалуйста, перезвоните через несколько минут.',
    operators:
      'Приносим извинения: автоматические услуги сейчас недоступны. Чтобы поговорить с оператором, оставайтесь на линии. Чтобы воспользоваться автоматическими услугами, пожалуйста, перезвоните через несколько минут.',
    closed:
      'Приносим извинения: автоматические услуги сейчас недоступны, а операторы в это время не работают. Чтобы воспользоваться автоматическими услугами, пожалуйста, перезвоните через несколько минут.',
    nobody:
      'Приносим извинения: никто из операторов не смог ответить. Пожалуйста, перезвоните через несколько минут.',
    busy: 'Сейчас все линии заняты. Пожалуйста, перезвоните через несколько минут.',
    interrupted: 'Из-за технического сбоя обслуживание прервалось.',
  },
};
